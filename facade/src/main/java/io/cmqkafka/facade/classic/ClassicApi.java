package io.cmqkafka.facade.classic;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The one place that knows the order of a request of the classic API: parameters, action,
 * signature, permission, the action's own parameters, run.
 */
public final class ClassicApi {
  private final Map<String, Named> actions = new HashMap<>();
  private final Authentication authentication;
  private final RetryOnStaleCatalog retry;

  /**
   * @param actions by the name that metrics show; names are matched without regard to case
   * @param catchUp see {@link io.cmqkafka.Queues#catchUp}
   */
  public ClassicApi(
      Map<String, Action<?>> actions,
      Supplier<CompletableFuture<Void>> catchUp,
      Authentication authentication) {
    this.retry = new RetryOnStaleCatalog(catchUp, System::nanoTime);
    this.authentication = authentication;
    actions.forEach(
        (name, action) -> {
          Named named = new Named(name, action);
          this.actions.put(name, named);
          this.actions.put(name.toLowerCase(Locale.ROOT), named);
        });
  }

  /** Never blocks and never throws: what goes wrong fails the answer. */
  public CompletableFuture<Answer> run(SignedRequest request, Call call) {
    try {
      List<Param> params = FormParser.parse(request.form());
      call.clientRequestId(CommonParams.clientRequestId(params));
      CommonParams common = CommonParams.of(params);
      Named action = find(common.action());
      call.action(action.name);
      if (!call.prove(authentication.check(request, common, params))) {
        throw new CmqException(CmqError.THROTTLED);
      }
      Params named = new Params(params);
      call.subject(Authorization.subject(action.name, named));
      Authorization.check(call.rights(), action.name, named);
      CompletableFuture<Answer> answer = retry.run(action.action, named, call, call::execute);
      // What was decoded is all that is still needed.
      call.keep(FormParser.decodedBytes(request.form().length));
      return answer;
    } catch (Throwable failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  private Named find(String name) {
    if (name == null || name.isEmpty()) {
      throw new CmqException(CmqError.LACK_OF_PARAMETER, "Action");
    }
    Named action = actions.get(name);
    if (action == null) {
      action = actions.get(name.toLowerCase(Locale.ROOT));
    }
    if (action == null) {
      throw new CmqException(CmqError.ACTION_NOT_EXISTED, name);
    }
    return action;
  }

  private record Named(String name, Action<?> action) {}
}
