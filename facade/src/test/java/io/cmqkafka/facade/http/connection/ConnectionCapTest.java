package io.cmqkafka.facade.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionCapTest {
  private static final long IDLE = 5;

  private final ConnectionCap cap = new ConnectionCap(4, IDLE);
  private final List<Fake> open = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (Fake fake : open) {
      fake.channel.close();
    }
  }

  @Test
  void oneTooManyOfTheSameAddressIsRefusedUntilOneLeaves() {
    List<Fake> four = enter("192.0.2.1", 4);
    assertThat(enters("192.0.2.1")).isFalse();
    cap.leave(four.get(0).channel);
    cap.leave(four.get(0).channel);
    assertThat(enters("192.0.2.1")).isTrue();
    assertThat(enters("192.0.2.1")).isFalse();
    assertThat(four).noneMatch(fake -> fake.madeRoom);
  }

  @Test
  void anotherAddressGetsTheOldestStrangersPlaceUntilTheyHaveAsMany() {
    List<Fake> four = enter("192.0.2.1", 4);
    assertThat(enters("192.0.2.2")).isTrue();
    assertThat(four).extracting(fake -> fake.madeRoom).containsExactly(true, false, false, false);
    assertThat(enters("192.0.2.2")).isTrue();
    assertThat(enters("192.0.2.2")).isFalse();
    assertThat(enters("192.0.2.3")).isTrue();
    assertThat(cap.count()).isEqualTo(4);
  }

  @Test
  void whoIsKnownKeepsItsPlace() {
    List<Fake> four = enter("192.0.2.1", 4);
    four.get(0).known = true;
    assertThat(enters("192.0.2.2")).isTrue();
    assertThat(four).extracting(fake -> fake.madeRoom).containsExactly(false, true, false, false);
    four.forEach(fake -> fake.known = true);
    cap.review(4);
    assertThat(enters("192.0.2.3")).isFalse();
  }

  @Test
  void nearlyFullStrangersThatAreIdleGoSooner() {
    List<Fake> four = enter("192.0.2.1", 4);
    four.forEach(fake -> fake.idle = IDLE);
    four.get(1).known = true;
    four.get(2).idle = IDLE - 1;
    cap.review(5);
    assertThat(four).noneMatch(fake -> fake.madeRoom);
    cap.review(4);
    assertThat(four).extracting(fake -> fake.madeRoom).containsExactly(true, false, false, true);
    assertThat(cap.count()).isEqualTo(2);
  }

  @Test
  void whenThereMayBeFewerThoseThatAreIdleGo() {
    List<Fake> four = enter("192.0.2.1", 4);
    four.forEach(fake -> fake.known = true);
    four.get(3).idle = 1;
    cap.review(2);
    assertThat(four).extracting(fake -> fake.madeRoom).containsExactly(false, false, false, true);
    assertThat(enters("192.0.2.2")).isFalse();
    assertThat(cap.max()).isEqualTo(2);
  }

  @Test
  void whenThereMayBeFewerStrangersGoFirstAndThenWhoHasBeenIdleLongest() {
    List<Fake> four = enter("192.0.2.1", 4);
    for (int i = 0; i < 4; i++) {
      four.get(i).idle = i + 1;
      four.get(i).known = i != 0;
    }
    cap.review(2);
    assertThat(four).extracting(fake -> fake.madeRoom).containsExactly(true, false, false, true);
  }

  @Test
  void theReserveIsAnEighthWithinItsBounds() {
    assertThat(new OpenFiles(100, () -> 30).left()).isEqualTo(100 - 48 - 30);
    assertThat(new OpenFiles(4_096, () -> 100).left()).isEqualTo(4_096 - 512 - 100);
    assertThat(new OpenFiles(1_000_000, () -> 0).left()).isEqualTo(1_000_000 - 1_024);
    assertThat(new OpenFiles(100, () -> 90).left()).isNegative();
    assertThat(OpenFiles.ofThisProcess().max()).isPositive();
  }

  @Test
  void newPartitionsTakeNoMoreThanHalfOfTheReserve() {
    OpenFiles files = new OpenFiles(400, () -> 346);
    for (int i = 0; i < 9; i++) {
      assertThat(files.admitPartitions(1)).as("partition " + i).isTrue();
    }
    assertThat(files.admitPartitions(1)).isFalse();
    files.takeBack(1);
    assertThat(files.admitPartitions(1)).isTrue();
    assertThat(new OpenFiles(400, () -> 346).admitPartitions(10)).isFalse();
    assertThat(new OpenFiles(Long.MAX_VALUE, () -> 0).admitPartitions(64)).isTrue();
  }

  @Test
  void whenTheFilesCannotBeCountedNoneIsLeft() {
    OpenFiles files =
        new OpenFiles(
            400,
            () -> {
              throw new InternalError("no descriptor to count with");
            });
    assertThat(files.left()).isNegative();
    assertThat(files.admitPartitions(1)).isFalse();
  }

  private boolean enters(String address) {
    return !enter(address, 1).isEmpty();
  }

  private List<Fake> enter(String address, int count) {
    List<Fake> entered = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Fake fake = new Fake();
      open.add(fake);
      if (cap.enter(fake.channel, ClientAddress.of(new InetSocketAddress(address, 1)))) {
        cap.opened(fake.channel, fake);
        entered.add(fake);
      }
    }
    return entered;
  }

  private static final class Fake implements ConnectionCap.Connection {
    private final SocketChannel channel;
    private boolean known;
    private long idle;
    private boolean madeRoom;

    Fake() {
      try {
        channel = SocketChannel.open();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public boolean isKnown() {
      return known;
    }

    @Override
    public long idleNanos() {
      return idle;
    }

    @Override
    public void makeRoom() {
      madeRoom = true;
    }
  }
}
