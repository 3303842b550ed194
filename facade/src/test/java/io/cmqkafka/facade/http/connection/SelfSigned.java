package io.cmqkafka.facade.http.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/**
 * Makes certificates (RFC 5280) in DER: the JDK can only read them, and its keytool, which writes
 * them, costs a JVM for each.
 */
final class SelfSigned {
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int UTC_TIME = 0x17;
  private static final int SEQUENCE = 0x30;
  private static final int VERSION = 0xa0;
  private static final int EXTENSIONS = 0xa3;
  private static final int DNS_NAME = 0x82;
  private static final int IP_ADDRESS = 0x87;
  private static final byte[] ALTERNATIVE_NAMES = HexFormat.of().parseHex("0603551d11");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private SelfSigned() {}

  static X509Certificate certificate(
      KeyPair keys, TestCertificate.Kind kind, String name, List<String> hosts)
      throws GeneralSecurityException, UnknownHostException {
    byte[] algorithm = der(SEQUENCE, HexFormat.of().parseHex(identifier(kind)));
    byte[] subject = new X500Principal("CN=" + name).getEncoded();
    Instant now = Instant.now();
    byte[] content =
        der(
            SEQUENCE,
            der(VERSION, der(INTEGER, new byte[] {2})),
            der(INTEGER, BigInteger.valueOf(now.toEpochMilli()).toByteArray()),
            algorithm,
            subject,
            der(SEQUENCE, time(now), time(now.plus(Duration.ofDays(90)))),
            subject,
            keys.getPublic().getEncoded(),
            hosts.isEmpty() ? new byte[0] : der(EXTENSIONS, der(SEQUENCE, names(hosts))));
    Signature signature = Signature.getInstance(kind.signature);
    signature.initSign(keys.getPrivate());
    signature.update(content);
    byte[] whole =
        der(SEQUENCE, content, algorithm, der(BIT_STRING, new byte[1], signature.sign()));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(whole));
  }

  /** The object identifier of the signature's algorithm, and what belongs to it. */
  private static String identifier(TestCertificate.Kind kind) {
    return switch (kind) {
      case EC_256 -> "06082a8648ce3d040302";
      case EC_384 -> "06082a8648ce3d040303";
      case RSA -> "06092a864886f70d01010b0500";
      case ED25519 -> "06032b6570";
    };
  }

  private static byte[] names(List<String> hosts) throws UnknownHostException {
    byte[][] names = new byte[hosts.size()][];
    for (int i = 0; i < names.length; i++) {
      String host = hosts.get(i);
      names[i] =
          Character.isDigit(host.charAt(0))
              ? der(IP_ADDRESS, InetAddress.getByName(host).getAddress())
              : der(DNS_NAME, host.getBytes(US_ASCII));
    }
    return der(SEQUENCE, ALTERNATIVE_NAMES, der(OCTET_STRING, der(SEQUENCE, names)));
  }

  private static byte[] time(Instant time) {
    return der(UTC_TIME, TIME.format(time).getBytes(US_ASCII));
  }

  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    int length = content.size();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(tag);
    if (length < 0x80) {
      whole.write(length);
    } else {
      byte[] digits = BigInteger.valueOf(length).toByteArray();
      int sign = digits[0] == 0 ? 1 : 0;
      whole.write(0x80 | digits.length - sign);
      whole.write(digits, sign, digits.length - sign);
    }
    whole.writeBytes(content.toByteArray());
    return whole.toByteArray();
  }
}
