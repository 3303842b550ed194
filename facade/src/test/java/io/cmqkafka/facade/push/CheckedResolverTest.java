package io.cmqkafka.facade.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.eclipse.jetty.util.Promise;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckedResolverTest {
  private final PushTargets publicOnly = new PushTargets(List.of("public"), List.of());
  private final CountDownLatch nameServer = new CountDownLatch(1);
  private final AtomicInteger lookups = new AtomicInteger();
  private CheckedResolver resolver;

  @AfterEach
  void close() {
    nameServer.countDown();
    resolver.close();
  }

  @Test
  void onlyAdmittedAddressesComeOut() {
    resolver = resolver(host -> addresses("10.0.0.1", "1.1.1.1", "::1"), 10_000);
    assertThat(resolve("a.example.com").join())
        .containsExactly(new InetSocketAddress(addresses("1.1.1.1")[0], 80));
  }

  @Test
  void addressesBearTheNameOfTheUrl() {
    resolver = resolver(host -> addresses("1.1.1.1", "2606:4700::1"), 10_000);
    assertThat(resolve("a.example.com").join())
        .extracting(InetSocketAddress::getHostString)
        .containsOnly("a.example.com");
    assertThat(resolve("[2606:4700::1]").join().get(1).getHostString()).isEqualTo("2606:4700::1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.1", "2130706433", "0", "[::1]", "[::ffff:7f00:1]"})
  void literalAddressesAreCheckedTooInWhateverForm(String literal) {
    resolver = resolver(InetAddress::getAllByName, 10_000);
    failing(resolve(literal)).isInstanceOf(DeniedTargetException.class);
  }

  @Test
  void eachLookupIsJudgedAnew() {
    resolver =
        resolver(
            host -> addresses(lookups.incrementAndGet() == 1 ? "1.1.1.1" : "127.0.0.1"), 10_000);
    assertThat(resolve("rebinding.example.com").join()).hasSize(1);
    failing(resolve("rebinding.example.com")).isInstanceOf(DeniedTargetException.class);
  }

  @Test
  void anUnknownHostIsOne() {
    resolver =
        resolver(
            host -> {
              throw new UnknownHostException(host);
            },
            10_000);
    failing(resolve("nowhere.example.com")).isInstanceOf(UnknownHostException.class);
  }

  @Test
  void aLookupThatHangsEndsInTime_andHoldsOneThreadOnly() {
    resolver = resolver(this::hangingFor, 50);
    for (int i = 0; i < 100; i++) {
      failing(resolve("hanging-1.example.com")).isInstanceOf(TimeoutException.class);
    }
    assertThat(lookups).hasValue(1);
    // Again, if on a slow machine it takes too long by itself.
    await()
        .ignoreExceptionsMatching(e -> e.getCause() instanceof TimeoutException)
        .untilAsserted(() -> assertThat(resolve("a.example.com").join()).hasSize(1));
  }

  @Test
  void suspectsWaitForOtherThreadsThanEverybodyElse() {
    resolver =
        resolver(
            host -> {
              if (host.startsWith("suspect") && lookups.incrementAndGet() <= 100) {
                throw new UnknownHostException(host);
              }
              return hangingFor(host);
            },
            10_000);
    for (int i = 0; i < 100; i++) {
      failing(resolve("suspect-hanging-" + i)).isInstanceOf(UnknownHostException.class);
    }
    for (int i = 0; i < 100; i++) {
      assertThat(resolve("suspect-hanging-" + i)).isNotDone();
    }
    assertThat(resolve("a.example.com")).succeedsWithin(10, TimeUnit.SECONDS);
  }

  @Test
  void moreHostsThanCanWaitAreRefusedAtOnce() {
    resolver = resolver(this::hangingFor, 60_000);
    for (int i = 0; i < 1_016; i++) {
      resolve("hanging-" + i);
    }
    failing(resolve("hanging-one-more"))
        .isInstanceOf(java.util.concurrent.RejectedExecutionException.class);
  }

  private CheckedResolver resolver(CheckedResolver.Lookup lookup, long timeoutMs) {
    return new CheckedResolver(publicOnly, lookup, timeoutMs);
  }

  private InetAddress[] hangingFor(String host) {
    if (host.contains("hanging")) {
      lookups.incrementAndGet();
      try {
        nameServer.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return addresses("1.1.1.1");
  }

  private CompletableFuture<List<InetSocketAddress>> resolve(String host) {
    CompletableFuture<List<InetSocketAddress>> resolved = new CompletableFuture<>();
    resolver.resolve(
        host, 80, Map.of(), Promise.from(resolved::complete, resolved::completeExceptionally));
    return resolved;
  }

  private static ThrowableAssertAlternative<?> failing(CompletableFuture<?> resolved) {
    return assertThat(resolved)
        .failsWithin(10, TimeUnit.SECONDS)
        .withThrowableOfType(java.util.concurrent.ExecutionException.class)
        .havingCause();
  }

  private static InetAddress[] addresses(String... literals) {
    InetAddress[] addresses = new InetAddress[literals.length];
    try {
      for (int i = 0; i < literals.length; i++) {
        addresses[i] = InetAddress.getByName(literals[i]);
      }
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
    return addresses;
  }
}
