package io.cmqkafka.facade.bench.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;

/**
 * A few verbs of CMQ over one list per queue, topics copying into them. Checks signatures in its
 * own way. Misbehaves on request.
 */
public final class FakeCmq implements AutoCloseable {
  public static final ClientCredentials CREDENTIALS = new ClientCredentials("AKIDfake", "fakekey");

  /** What it does wrong. */
  public enum Fault {
    NONE,
    /** Acknowledges every third message and throws it away; of a published one a single copy. */
    LOSES,
    /** Gives a subscriber two copies of every third published message. */
    COPIES_TWICE,
    /** Delivers every third message again after its delete. */
    DELIVERS_DELETED,
    /** Leaves a received message visible once. */
    DELIVERS_TWICE,
    /** Takes no notice of delays. */
    FORGETS_DELAYS,
    /** Answers every third send with an error. */
    FAILS,
    /** Closes the connection at every third send. */
    HANGS_UP,
    /** Closes the connection at every send after the first hundred. */
    GOES_AWAY
  }

  private static final class Stored {
    final long number;
    final String body;
    long visibleAt;
    int dequeueCount;
    boolean shownTwice;

    Stored(long number, String body, long visibleAt) {
      this.number = number;
      this.body = body;
      this.visibleAt = visibleAt;
    }
  }

  private static final class Queue {
    final long visibilityNanos;
    final List<Stored> messages = new ArrayList<>();

    Queue(long visibilityNanos) {
      this.visibilityNanos = visibilityNanos;
    }
  }

  static {
    // Its head and body are two writes, which Nagle would hold back.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final ObjectMapper json = new ObjectMapper();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer http;
  private final Fault fault;
  private final Map<String, Queue> queues = new TreeMap<>();

  /** By topic and subscription the queue. */
  private final Map<String, Map<String, String>> topics = new TreeMap<>();

  private final List<String> deletedQueues = new ArrayList<>();
  private long sends;
  private long numbers;
  private boolean closed;

  public FakeCmq(Fault fault) throws IOException {
    this(fault, HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100));
  }

  /** Over TLS. */
  public static FakeCmq secured(SSLContext tls) throws IOException {
    HttpsServer https =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    https.setHttpsConfigurator(new HttpsConfigurator(tls));
    return new FakeCmq(Fault.NONE, https);
  }

  private FakeCmq(Fault fault, HttpServer http) {
    this.fault = fault;
    this.http = http;
    http.setExecutor(threads);
    http.createContext("/", this::handle);
    http.start();
  }

  public String url() {
    return (http instanceof HttpsServer ? "https" : "http")
        + "://127.0.0.1:"
        + http.getAddress().getPort();
  }

  public synchronized List<String> queues() {
    return List.copyOf(queues.keySet());
  }

  public synchronized List<String> topics() {
    return List.copyOf(topics.keySet());
  }

  public synchronized List<String> subscriptions(String topic) {
    return List.copyOf(topics.get(topic).keySet());
  }

  public synchronized List<String> deletedQueues() {
    return List.copyOf(deletedQueues);
  }

  /** Puts in a message that no client sent. */
  public synchronized void put(String queue, String body) {
    queues
        .computeIfAbsent(queue, name -> new Queue(30_000_000_000L))
        .messages
        .add(new Stored(numbers++, body, System.nanoTime()));
  }

  public synchronized int messages(String queue) {
    return queues.get(queue).messages.size();
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    http.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
    Map<String, String> params = new TreeMap<>();
    for (String pair : form.split("&")) {
      int equals = pair.indexOf('=');
      params.put(
          pair.substring(0, equals),
          URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
    }
    ObjectNode answer = json.createObjectNode();
    try {
      if (!signatureIsRight(exchange, params)) {
        error(answer, 4100, "(10030)authentication failed");
      } else if (!answer(params, answer)) {
        exchange.close();
        return;
      }
    } catch (InterruptedException e) {
      exchange.close();
      return;
    }
    if (!answer.has("code")) {
      error(answer, 0, "");
    }
    answer.put("requestId", "1");
    byte[] bytes = json.writeValueAsBytes(answer);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private synchronized boolean answer(Map<String, String> params, ObjectNode answer)
      throws InterruptedException {
    String action = params.get("Action");
    String name = params.get("queueName");
    if (action.equals("CreateQueue")) {
      if (queues.containsKey(name)) {
        error(answer, 4460, "(10210)queue is already existed");
      } else {
        long seconds = Long.parseLong(params.getOrDefault("visibilityTimeout", "30"));
        queues.put(name, new Queue(seconds * 1_000_000_000L));
      }
      return true;
    }
    if (params.containsKey("topicName")) {
      return answerOfTopic(action, params.get("topicName"), params, answer);
    }
    Queue queue = queues.get(name);
    if (queue == null) {
      error(answer, 4440, "(10100)queue is not existed");
      return true;
    }
    switch (action) {
      case "GetQueueAttributes" ->
          answer.put("visibilityTimeout", queue.visibilityNanos / 1_000_000_000L);
      case "DeleteQueue" -> {
        queues.remove(name);
        deletedQueues.add(name);
      }
      case "SendMessage", "BatchSendMessage" -> {
        boolean third = ++sends % 3 == 0;
        if (sends > 100 && fault == Fault.GOES_AWAY) {
          return false;
        }
        if (third && fault == Fault.HANGS_UP) {
          return false;
        }
        if (third && fault == Fault.FAILS) {
          error(answer, 6000, "(10050)server internal error");
          return true;
        }
        int copies = third && fault == Fault.LOSES ? 0 : 1;
        answerOfSend(send(queue, params, copies), params, answer);
      }
      case "RewindQueue" -> {
        // What was deleted is not kept here.
      }
      case "ClearQueue" -> queue.messages.clear();
      case "ReceiveMessage", "BatchReceiveMessage" -> receive(queue, params, answer);
      case "DeleteMessage", "BatchDeleteMessage" -> delete(queue, params, answer);
      default -> error(answer, 4000, "(10430)action name " + action + " is not existed");
    }
    return true;
  }

  private boolean answerOfTopic(
      String action, String topic, Map<String, String> params, ObjectNode answer) {
    if (action.equals("CreateTopic")) {
      if (topics.putIfAbsent(topic, new TreeMap<>()) != null) {
        error(answer, 4460, "(10550)topic is already existed");
      }
      return true;
    }
    Map<String, String> subscriptions = topics.get(topic);
    if (subscriptions == null) {
      error(answer, 4440, "(10600)topic is not existed");
      return true;
    }
    switch (action) {
      case "Subscribe" -> {
        String queue = params.get("endpoint");
        if (!params.get("protocol").equals("queue")
            || !params.get("notifyContentFormat").equals("SIMPLIFIED")
            || !queues.containsKey(queue)) {
          error(answer, 4000, "(10500)endpoint is invalid");
        } else if (subscriptions.putIfAbsent(params.get("subscriptionName"), queue) != null) {
          error(answer, 4490, "(10470)subscribtion is already existed");
        }
      }
      case "Unsubscribe" -> {
        if (subscriptions.remove(params.get("subscriptionName")) == null) {
          error(answer, 4000, "(10560)subscription is not existed");
        }
      }
      case "DeleteTopic" -> {
        if (subscriptions.isEmpty()) {
          topics.remove(topic);
        } else {
          error(answer, 4000, "(10540)there exists subscriptions under this topic");
        }
      }
      case "PublishMessage", "BatchPublishMessage" -> {
        boolean third = ++sends % 3 == 0;
        if (third && fault == Fault.HANGS_UP) {
          return false;
        }
        if (third && fault == Fault.FAILS) {
          error(answer, 6000, "(10050)server internal error");
          return true;
        }
        int copies = !third ? 1 : fault == Fault.LOSES ? 0 : fault == Fault.COPIES_TWICE ? 2 : 1;
        ArrayNode list = json.createArrayNode();
        for (String queue : subscriptions.values()) {
          list = send(queues.get(queue), params, copies);
          copies = 1;
        }
        answerOfSend(list, params, answer);
      }
      default -> error(answer, 4000, "(10430)action name " + action + " is not existed");
    }
    return true;
  }

  private static void answerOfSend(ArrayNode list, Map<String, String> params, ObjectNode answer) {
    if (params.containsKey("msgBody")) {
      answer.put("msgId", list.get(0).get("msgId").asText());
    } else {
      answer.set("msgList", list);
    }
  }

  /** Stores each message {@code copies} times; the answer's list. */
  private ArrayNode send(Queue queue, Map<String, String> params, int copies) {
    long delay = Long.parseLong(params.getOrDefault("delaySeconds", "0")) * 1_000_000_000L;
    long visibleAt = System.nanoTime() + (fault == Fault.FORGETS_DELAYS ? 0 : delay);
    ArrayNode list = json.createArrayNode();
    params.forEach(
        (name, value) -> {
          if (name.startsWith("msgBody")) {
            list.addObject().put("msgId", Long.toString(numbers));
            for (int copy = 0; copy < copies; copy++) {
              queue.messages.add(new Stored(numbers++, value, visibleAt));
            }
          }
        });
    notifyAll();
    return list;
  }

  private void receive(Queue queue, Map<String, String> params, ObjectNode answer)
      throws InterruptedException {
    int wanted = Integer.parseInt(params.getOrDefault("numOfMsg", "1"));
    long deadline =
        System.nanoTime() + Long.parseLong(params.get("pollingWaitSeconds")) * 1_000_000_000L;
    ArrayNode list = json.createArrayNode();
    while (!closed) {
      long now = System.nanoTime();
      long wake = deadline;
      for (Stored stored : queue.messages) {
        if (stored.visibleAt - now <= 0 && list.size() < wanted) {
          show(queue, stored, now, list.addObject());
        } else if (stored.visibleAt - wake < 0) {
          wake = stored.visibleAt;
        }
      }
      if (!list.isEmpty() || deadline - now <= 0) {
        break;
      }
      wait(Math.max(1, (wake - now) / 1_000_000));
    }
    if (list.isEmpty()) {
      error(answer, 7000, "(10200)no message");
    } else if (params.containsKey("numOfMsg")) {
      answer.set("msgInfoList", list);
    } else {
      answer.setAll((ObjectNode) list.get(0));
    }
  }

  private void show(Queue queue, Stored stored, long now, ObjectNode item) {
    boolean twice = fault == Fault.DELIVERS_TWICE && !stored.shownTwice;
    stored.shownTwice = true;
    stored.visibleAt = twice ? now : now + queue.visibilityNanos;
    stored.dequeueCount++;
    item.put("msgBody", stored.body)
        .put("msgId", Long.toString(stored.number))
        .put("receiptHandle", Long.toString(stored.number))
        .put("enqueueTime", 1)
        .put("nextVisibleTime", 2)
        .put("firstDequeueTime", 3)
        .put("dequeueCount", stored.dequeueCount);
  }

  private void delete(Queue queue, Map<String, String> params, ObjectNode answer) {
    params.forEach(
        (name, handle) -> {
          if (name.startsWith("receiptHandle")) {
            Stored stored =
                queue.messages.stream()
                    .filter(message -> Long.toString(message.number).equals(handle))
                    .findFirst()
                    .orElse(null);
            if (stored == null) {
              error(answer, 4430, "(10260)receipt handle is invalid");
            } else if (fault == Fault.DELIVERS_DELETED
                && stored.dequeueCount == 1
                && stored.number % 3 == 0) {
              stored.visibleAt = System.nanoTime();
              notifyAll();
            } else {
              queue.messages.remove(stored);
            }
          }
        });
  }

  private static boolean signatureIsRight(HttpExchange exchange, Map<String, String> params) {
    StringBuilder toSign = new StringBuilder("POST");
    toSign.append(exchange.getRequestHeaders().getFirst("Host"));
    toSign.append(exchange.getRequestURI().getPath());
    char separator = '?';
    for (Map.Entry<String, String> param : params.entrySet()) {
      if (!param.getKey().equals("Signature")) {
        toSign.append(separator).append(param.getKey()).append('=').append(param.getValue());
        separator = '&';
      }
    }
    try {
      String method = params.get("SignatureMethod");
      Mac mac = Mac.getInstance(method);
      mac.init(new SecretKeySpec(CREDENTIALS.secretKey().getBytes(StandardCharsets.UTF_8), method));
      byte[] right = mac.doFinal(toSign.toString().getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(right).equals(params.get("Signature"))
          && params.get("SecretId").equals(CREDENTIALS.secretId());
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void error(ObjectNode answer, int code, String message) {
    answer.put("code", code).put("message", message);
  }
}
