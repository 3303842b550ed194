package io.cmqkafka.facade.push;

import io.cmqkafka.Failures;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;

/**
 * Resolves hosts and lets pass only addresses that the operator admits, so that a connection is
 * made to exactly what was checked. Literal addresses of any form come this way too.
 *
 * <p>Look-ups block, and a name server that does not answer makes them block long. They have
 * threads of their own, one look-up a host at a time; a host that was slow or failed waits from
 * then on for other threads than everybody else, until it answers quickly again.
 */
final class CheckedResolver implements SocketAddressResolver, AutoCloseable {
  private static final int THREADS = 16;
  private static final int THREADS_FOR_SUSPECTS = 4;
  private static final int MAX_WAITING = 1_000;
  private static final int MAX_SUSPECTS = 10_000;
  private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** What blocks: {@link InetAddress#getAllByName}. */
  @FunctionalInterface
  interface Lookup {
    InetAddress[] addressesOf(String host) throws UnknownHostException;
  }

  private final PushTargets targets;
  private final Lookup lookup;
  private final long timeoutMs;
  private final ExecutorService threads = threads("cmq-push-dns", THREADS);
  private final ExecutorService suspectThreads = threads("cmq-push-slow-dns", THREADS_FOR_SUSPECTS);
  private final Map<String, CompletableFuture<List<InetAddress>>> running =
      new ConcurrentHashMap<>();

  private final Set<String> suspects =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > MAX_SUSPECTS;
                }
              }));

  /**
   * @param timeoutMs after so long the caller is told that it took too long; the look-up's thread
   *     is free again when the system gives up
   */
  CheckedResolver(PushTargets targets, Lookup lookup, long timeoutMs) {
    this.targets = targets;
    this.lookup = lookup;
    this.timeoutMs = timeoutMs;
  }

  @Override
  public void resolve(
      String host,
      int port,
      Map<String, Object> context,
      Promise<List<InetSocketAddress>> promise) {
    addresses(host)
        .copy()
        .orTimeout(timeoutMs, TimeUnit.MILLISECONDS)
        .thenApply(addresses -> admitted(host, port, addresses))
        .whenComplete(
            (admitted, failure) -> {
              if (failure == null) {
                promise.succeeded(admitted);
              } else {
                promise.failed(Failures.cause(failure));
              }
            });
  }

  @Override
  public void close() {
    threads.shutdownNow();
    suspectThreads.shutdownNow();
  }

  private List<InetSocketAddress> admitted(String host, int port, List<InetAddress> addresses) {
    List<InetSocketAddress> admitted = new ArrayList<>(addresses.size());
    for (InetAddress address : addresses) {
      if (targets.admit(host, address)) {
        admitted.add(new InetSocketAddress(named(host, address), port));
      }
    }
    if (admitted.isEmpty()) {
      throw new DeniedTargetException(
          host
              + " is at "
              + addresses.get(0).getHostAddress()
              + ", which push.allow and push.deny"
              + " do not admit");
    }
    return admitted;
  }

  /** Under the name the URL gives it: by that name the client knows a certificate. */
  private static InetAddress named(String host, InetAddress address) {
    String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    try {
      return address instanceof Inet6Address one && one.getScopeId() > 0
          ? Inet6Address.getByAddress(name, one.getAddress(), one.getScopeId())
          : InetAddress.getByAddress(name, address.getAddress());
    } catch (UnknownHostException e) {
      throw new AssertionError("an address has the length of one", e);
    }
  }

  private CompletableFuture<List<InetAddress>> addresses(String host) {
    CompletableFuture<List<InetAddress>> mine = new CompletableFuture<>();
    CompletableFuture<List<InetAddress>> already = running.putIfAbsent(host, mine);
    if (already != null) {
      return already;
    }
    try {
      (suspects.contains(host) ? suspectThreads : threads).execute(() -> look(host, mine));
    } catch (RejectedExecutionException e) {
      running.remove(host);
      mine.completeExceptionally(e);
    }
    return mine;
  }

  private void look(String host, CompletableFuture<List<InetAddress>> found) {
    long began = System.nanoTime();
    // A look-up that never ends is one of a suspect as well.
    suspects.add(host);
    try {
      List<InetAddress> addresses = List.of(lookup.addressesOf(host));
      if (addresses.isEmpty()) {
        throw new UnknownHostException(host);
      }
      if (System.nanoTime() - began < SLOW_NANOS) {
        suspects.remove(host);
      }
      running.remove(host);
      found.complete(addresses);
    } catch (UnknownHostException | RuntimeException | Error e) {
      running.remove(host);
      found.completeExceptionally(e);
    }
  }

  private static ExecutorService threads(String name, int count) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            count,
            count,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
