package io.cmqkafka.facade.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushTargetsTest {
  private static final String PUBLIC_ADDRESS = "93.184.215.14";

  private final PushTargets byDefault = targets("public", "");
  private final PushTargets everything = targets("*", "");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "239.255.255.255",
        "255.255.255.255",
        "::",
        "::1",
        "fc00::1",
        "fdff::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "::a9fe:a9fe",
        "64:ff9b::10.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:c0a8:101::1",
        "2001:0:1:2:3:4:80ff:fffe"
      })
  void whatIsNotPublicIsDenied_untilItsRangeIsNamed(String address) {
    assertThat(admits(byDefault, "a.example.com", address)).isFalse();
    assertThat(admits(targets("*", ""), "a.example.com", address)).isTrue();
    assertThat(admits(targets("public,a.example.com", ""), "a.example.com", address)).isFalse();
    assertThat(admits(targets(address, ""), "a.example.com", address)).isTrue();
    assertThat(admits(targets("*", address), "a.example.com", address)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        PUBLIC_ADDRESS,
        "1.1.1.1",
        "100.63.255.255",
        "100.128.0.1",
        "172.15.255.255",
        "172.32.0.1",
        "169.253.255.255",
        "9.255.255.255",
        "11.0.0.0",
        "223.255.255.255",
        "2606:2800:21f:cb07::1",
        "64:ff9b::1.1.1.1",
        "2002:101:101::1",
        "::ffff:1.1.1.1"
      })
  void whatIsPublicIsAdmitted(String address) {
    assertThat(admits(byDefault, "a.example.com", address)).isTrue();
    assertThat(admits(targets("10.0.0.0/8", ""), "a.example.com", address)).isFalse();
    assertThat(admits(targets("public", address), "a.example.com", address)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.0.0.1",
        "2130706433",
        "2130706433.",
        "017700000001",
        "0x7f000001",
        "0X7F000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "127.0.0.01",
        "127.1",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::FFFF:7F00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::a9fe:a9fe]",
        "[fe80::1]",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "a.localhost"
      })
  void anAddressOfThisNetworkIsForbiddenAsWritten_inEveryNotation(String host) {
    assertThat(byDefault.mayAdmit(host)).isFalse();
    assertThat(everything.mayAdmit(host)).isTrue();
    assertThat(targets("*", "*").mayAdmit(host)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        PUBLIC_ADDRESS,
        "1572394766",
        "0x5db8d70e",
        "[2606:2800:21f:cb07::1]",
        "a.example.com",
        "a",
        "1.example",
        "0x.example",
        "1.2.3.4.5",
        "256.1.1.1",
        "4294967296",
        "0x100000000",
        "08.9.z"
      })
  void aPublicAddress_andANameThatMayLeadToOne_areNotForbiddenAsWritten(String host) {
    assertThat(byDefault.mayAdmit(host)).isTrue();
  }

  @Test
  void aNumberThatResolversReadDifferentlyIsForbiddenIfOneReadingIs() {
    // 127.0.0.1 to some, 177.0.0.1 to others.
    assertThat(byDefault.mayAdmit("0177.0.0.1")).isFalse();
    assertThat(targets("127.0.0.1", "").mayAdmit("0177.0.0.1")).isFalse();
    assertThat(targets("127.0.0.1,177.0.0.1", "").mayAdmit("0177.0.0.1")).isTrue();
  }

  @Test
  void aNameIsForbiddenAsWrittenOnlyIfNoAddressWouldBeAdmitted() {
    assertThat(targets("public", "a.example").mayAdmit("A.example.")).isFalse();
    assertThat(targets("public", "*.example").mayAdmit("a.example")).isFalse();
    assertThat(targets("b.example", "").mayAdmit("a.example")).isFalse();
    assertThat(targets("b.example", "").mayAdmit("b.example")).isTrue();
    assertThat(targets("b.example", "public").mayAdmit("b.example")).isFalse();
    assertThat(targets("10.0.0.0/8", "").mayAdmit("a.example")).isTrue();
    assertThat(targets("10.0.0.0/8,public", "public").mayAdmit("a.example")).isTrue();
    assertThat(targets("", "").mayAdmit("a.example")).isFalse();
    assertThat(targets("*", "10.0.0.0/8").mayAdmit("a.example")).isTrue();
  }

  @Test
  void localhostIsForbiddenAsWrittenUnlessOneOfItsAddressesIsAdmitted() {
    assertThat(targets("127.0.0.0/8", "").mayAdmit("localhost")).isTrue();
    assertThat(targets("::1", "").mayAdmit("localhost")).isTrue();
    assertThat(targets("localhost", "").mayAdmit("localhost")).isFalse();
    assertThat(targets("*", "localhost").mayAdmit("localhost")).isFalse();
  }

  @Test
  void denialWinsByName() {
    PushTargets targets = targets("*", "bad.example.com,*.evil.example");
    assertThat(admits(targets, "bad.example.com", PUBLIC_ADDRESS)).isFalse();
    assertThat(admits(targets, "BAD.example.com.", PUBLIC_ADDRESS)).isFalse();
    assertThat(admits(targets, "not.bad.example.com", PUBLIC_ADDRESS)).isTrue();
    assertThat(admits(targets, "a.b.evil.example", PUBLIC_ADDRESS)).isFalse();
    assertThat(admits(targets, "evil.example", PUBLIC_ADDRESS)).isTrue();
    assertThat(admits(targets, "notevil.example", PUBLIC_ADDRESS)).isTrue();
  }

  @Test
  void denialWinsByAddress_alsoOfAnAddressInsideAnother() {
    PushTargets targets = targets("*,169.254.0.0/16", "169.254.169.254");
    assertThat(admits(targets, "meta", "169.254.169.254")).isFalse();
    assertThat(admits(targets, "meta", "64:ff9b::a9fe:a9fe")).isFalse();
    assertThat(admits(targets, "meta", "169.254.169.253")).isTrue();
  }

  @Test
  void withNamesOnly_othersAreNotAdmitted() {
    PushTargets targets = targets("hook.example.com, *.partner.example", "");
    assertThat(admits(targets, "hook.example.com", PUBLIC_ADDRESS)).isTrue();
    assertThat(admits(targets, "a.partner.example", PUBLIC_ADDRESS)).isTrue();
    assertThat(admits(targets, "other.example.com", PUBLIC_ADDRESS)).isFalse();
    assertThat(admits(targets, PUBLIC_ADDRESS, PUBLIC_ADDRESS)).isFalse();
  }

  @Test
  void rangesAdmitBesidesWhatIsPublic() {
    PushTargets targets = targets("public,10.1.0.0/16,fd00:1::/32,192.168.7.9", "10.1.2.0/23");
    assertThat(admits(targets, "a", "10.1.0.1")).isTrue();
    assertThat(admits(targets, "a", "10.1.1.255")).isTrue();
    assertThat(admits(targets, "a", "10.1.2.0")).isFalse();
    assertThat(admits(targets, "a", "10.1.3.255")).isFalse();
    assertThat(admits(targets, "a", "10.1.4.0")).isTrue();
    assertThat(admits(targets, "a", "10.2.0.0")).isFalse();
    assertThat(admits(targets, "a", "fd00:1:ffff::1")).isTrue();
    assertThat(admits(targets, "a", "fd00:2::1")).isFalse();
    assertThat(admits(targets, "a", "192.168.7.9")).isTrue();
    assertThat(admits(targets, "a", "192.168.7.8")).isFalse();
    assertThat(admits(targets, "a", PUBLIC_ADDRESS)).isTrue();
  }

  @Test
  void mappedRangesAreTheIpv4RangesTheyStandFor() {
    PushTargets targets = targets("::ffff:10.0.0.0/104", "");
    assertThat(admits(targets, "a", "10.200.0.1")).isTrue();
    assertThat(admits(targets, "a", "11.0.0.1")).isFalse();
  }

  @Test
  void everythingCanBeDeniedAndWhatIsPublicToo() {
    assertThat(admits(targets("*", "*"), "a", PUBLIC_ADDRESS)).isFalse();
    assertThat(admits(targets("*", "public"), "a", PUBLIC_ADDRESS)).isFalse();
    assertThat(admits(targets("*", "public"), "a", "10.0.0.1")).isTrue();
    assertThat(admits(targets("", ""), "a", PUBLIC_ADDRESS)).isFalse();
    assertThat(admits(everything, "a", PUBLIC_ADDRESS)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/x",
        "10.0.0/8",
        "10.0.0.256",
        "010.0.0.1",
        "0x7f.1",
        "127.1",
        "2130706433",
        "::ffff:10.0.0.0/95",
        "fc00::/129",
        "g::1",
        "http://a.example.com",
        "a.example.com:80",
        "a b",
        "*.*.com",
        "a.*.com",
        "*example.com",
        "-",
        "/8"
      })
  void whatIsNoTargetIsRefused(String entry) {
    // One that looks like a name is one: it is only ever compared.
    assertThatThrownBy(() -> targets("public," + entry, ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static PushTargets targets(String allow, String deny) {
    return new PushTargets(list(allow), list(deny));
  }

  private static List<String> list(String entries) {
    return entries.isEmpty() ? List.of() : List.of(entries.split(", ?"));
  }

  private static boolean admits(PushTargets targets, String host, String address) {
    try {
      return targets.admit(host, InetAddress.getByName(address));
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
