package io.cmqkafka.facade.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes signed POST requests, one at a time, into one buffer: {@link #begin}, any number of {@link
 * #add}, {@link #end}; or {@link #write} for everything at once. For one thread.
 *
 * <p>The form and the string-to-sign are written side by side, so parameters must be added in the
 * order in which they are signed: byte order of their names.
 */
final class RequestWriter {
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
  private static final boolean[] UNRESERVED = new boolean[256];

  /** Enough for ten digits and the blank line that ends the head. */
  private static final int HEAD_END = 14;

  static {
    for (char c = 0; c < 128; c++) {
      UNRESERVED[c] =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || "-_.~".indexOf(c) >= 0;
    }
  }

  private final Credentials credentials;
  private final SignatureMethod method;
  private final Signer signer;
  private final byte[] head;
  private final byte[] signedStart;
  private final byte[] secretId;
  private final byte[] signatureMethod;
  private final ByteSink request = new ByteSink(4096);
  private final ByteSink toSign = new ByteSink(4096);
  private int offset;
  private boolean first;

  RequestWriter(Endpoint endpoint, Credentials credentials, SignatureMethod method) {
    this.credentials = credentials;
    this.method = method;
    this.signer = new Signer(credentials.secretKey(), method);
    this.head =
        ascii(
            "POST "
                + endpoint.path()
                + " HTTP/1.1\r\nHost: "
                + endpoint.authority()
                + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ");
    this.signedStart = utf8("POST" + endpoint.authority() + endpoint.path() + "?");
    this.secretId = utf8(credentials.secretId());
    this.signatureMethod = ascii(method.name());
  }

  /** Starts a request with the parameters that all requests have. */
  void begin(byte[] action) {
    clear();
    add(Names.ACTION, action);
    add(Names.NONCE, ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE));
    add(Names.REQUEST_CLIENT, Names.BENCH);
    add(Names.SECRET_ID, secretId);
    add(Names.SIGNATURE_METHOD, signatureMethod);
    add(Names.TIMESTAMP, System.currentTimeMillis() / 1000);
  }

  void add(byte[] name, long value) {
    add(name, ascii(Long.toString(value)));
  }

  void add(byte[] name, byte[] value) {
    if (!first) {
      request.add((byte) '&');
      toSign.add((byte) '&');
    }
    first = false;
    encode(name);
    request.add((byte) '=');
    encode(value);
    int nameAt = toSign.length();
    toSign.add(name);
    for (int i = nameAt; i < toSign.length(); i++) {
      if (toSign.bytes()[i] == '_') {
        toSign.bytes()[i] = '.';
      }
    }
    toSign.add((byte) '=');
    toSign.add(value);
  }

  /** Signs; afterwards {@link #bytes}, {@link #offset} and {@link #length} tell the request. */
  void end() {
    end(signer.sign(toSign.bytes(), toSign.length()));
  }

  /**
   * Writes a request of any parameters. Common parameters that are not among them are added; those
   * that are among them, even Signature, are sent as they are.
   */
  void write(String action, Map<String, String> params) {
    TreeMap<String, String> all = new TreeMap<>(params);
    String signature = all.remove("Signature");
    all.putIfAbsent("Action", action);
    all.putIfAbsent(
        "Nonce", Integer.toString(ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE)));
    all.putIfAbsent("SecretId", credentials.secretId());
    all.putIfAbsent("SignatureMethod", method.name());
    all.putIfAbsent("Timestamp", Long.toString(System.currentTimeMillis() / 1000));
    clear();
    all.forEach((name, value) -> add(utf8(name), utf8(value)));
    if (signature == null) {
      end();
    } else {
      end(utf8(signature));
    }
  }

  byte[] bytes() {
    return request.bytes();
  }

  int offset() {
    return offset;
  }

  int length() {
    return request.length() - offset;
  }

  private void clear() {
    request.setLength(head.length + HEAD_END);
    toSign.setLength(0);
    toSign.add(signedStart);
    first = true;
  }

  private void end(byte[] signature) {
    request.add((byte) '&');
    request.add(Names.SIGNATURE);
    request.add((byte) '=');
    encode(signature);
    // The length is known only now, so the head is written backwards, up against the form.
    int form = head.length + HEAD_END;
    byte[] end = ascii(request.length() - form + "\r\n\r\n");
    offset = form - end.length - head.length;
    System.arraycopy(head, 0, request.bytes(), offset, head.length);
    System.arraycopy(end, 0, request.bytes(), form - end.length, end.length);
  }

  private void encode(byte[] value) {
    int from = 0;
    for (int i = 0; i < value.length; i++) {
      int b = value[i] & 0xff;
      if (!UNRESERVED[b]) {
        request.add(value, from, i - from);
        request.add((byte) '%');
        request.add(HEX[b >> 4]);
        request.add(HEX[b & 15]);
        from = i + 1;
      }
    }
    request.add(value, from, value.length - from);
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Parameter names, and the parameters of batches in the order in which they are signed. */
  static final class Names {
    static final byte[] ACTION = ascii("Action");
    static final byte[] NONCE = ascii("Nonce");
    static final byte[] REQUEST_CLIENT = ascii("RequestClient");
    static final byte[] SECRET_ID = ascii("SecretId");
    static final byte[] SIGNATURE = ascii("Signature");
    static final byte[] SIGNATURE_METHOD = ascii("SignatureMethod");
    static final byte[] TIMESTAMP = ascii("Timestamp");
    static final byte[] BENCH = ascii("cmq-kafka-bench");
    static final byte[] DELAY_SECONDS = ascii("delaySeconds");
    static final byte[] MSG_BODY = ascii("msgBody");
    static final byte[] NUM_OF_MSG = ascii("numOfMsg");
    static final byte[] POLLING_WAIT_SECONDS = ascii("pollingWaitSeconds");
    static final byte[] QUEUE_NAME = ascii("queueName");
    static final byte[] RECEIPT_HANDLE = ascii("receiptHandle");
    static final byte[] TOPIC_NAME = ascii("topicName");

    private static final int MAX_BATCH = 16;
    private static final byte[][] MSG_BODIES = indexed("msgBody");
    private static final byte[][] RECEIPT_HANDLES = indexed("receiptHandle");

    /** For batches of each size the indices 0 to size-1 in text order: 0, 1, 10, 11, ... 2. */
    private static final int[][] TEXT_ORDER = new int[MAX_BATCH + 1][];

    static {
      for (int size = 0; size <= MAX_BATCH; size++) {
        Integer[] order = new Integer[size];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> a.toString().compareTo(b.toString()));
        TEXT_ORDER[size] = Arrays.stream(order).mapToInt(i -> i).toArray();
      }
    }

    private Names() {}

    static byte[] msgBody(int index) {
      return MSG_BODIES[index];
    }

    static byte[] receiptHandle(int index) {
      return RECEIPT_HANDLES[index];
    }

    /**
     * @throws IllegalArgumentException if there are more than 16
     */
    static int[] textOrder(int size) {
      if (size < 1 || size > MAX_BATCH) {
        throw new IllegalArgumentException("A batch has 1 to 16 messages, not " + size);
      }
      return TEXT_ORDER[size];
    }

    private static byte[][] indexed(String name) {
      byte[][] names = new byte[MAX_BATCH][];
      Arrays.setAll(names, i -> ascii(name + "." + i));
      return names;
    }
  }
}
