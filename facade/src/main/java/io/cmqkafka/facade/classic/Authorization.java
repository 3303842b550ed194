package io.cmqkafka.facade.classic;

import io.cmqkafka.facade.auth.KnownAction;
import io.cmqkafka.facade.auth.Rights;
import java.util.Optional;

/**
 * Lets a caller do what it may do. It comes before the action looks anything up, so what a caller
 * has no right to is refused alike whether or not it exists.
 */
final class Authorization {
  private Authorization() {}

  /**
   * @param action as CMQ spells it; one that the permission check does not know is for callers only
   *     who may do everything
   * @throws CmqException NO_CAM_AUTHENTICATION, or what is wrong with the parameter that names the
   *     queue or topic
   */
  static void check(Rights rights, String action, Params params) {
    if (rights == Rights.ALL) {
      return;
    }
    KnownAction known = KnownAction.of(action).orElseThrow(Authorization::refused);
    if (known.needsNoRight()) {
      return;
    }
    boolean allowed =
        known.parameters().isEmpty() || !rights.allowSome(action)
            ? rights.allowSome(action)
            : rights.allow(action, subject(known, params));
    if (!allowed) {
      throw refused();
    }
  }

  /** The queue or topic that a request is about, or null if it names none, or badly. */
  static String subject(String action, Params params) {
    try {
      return KnownAction.of(action).flatMap(known -> named(known, params)).orElse(null);
    } catch (CmqException e) {
      return null;
    }
  }

  private static String subject(KnownAction action, Params params) {
    return named(action, params)
        .orElseThrow(
            () -> new CmqException(CmqError.LACK_OF_PARAMETER, action.parameters().get(0)));
  }

  private static Optional<String> named(KnownAction action, Params params) {
    return action.parameters().stream().map(params::optional).flatMap(Optional::stream).findFirst();
  }

  private static CmqException refused() {
    return new CmqException(CmqError.NO_CAM_AUTHENTICATION);
  }
}
