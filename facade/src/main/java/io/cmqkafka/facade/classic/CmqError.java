package io.cmqkafka.facade.classic;

import io.cmqkafka.queue.Refusal;

/**
 * CMQ's errors: the answer's code, the module number that stands in parentheses before the text,
 * and the text. The typos are CMQ's own and part of the interface.
 *
 * <p>Codes come unwrapped (4440, 4460, not 4000 with the inner code in the text), the form that
 * clients which read the module number between the parentheses understand. Module numbers are not
 * unique.
 *
 * @see <a href="https://cloud.tencent.com/document/product/406/5903">CMQ's error codes</a>
 */
public enum CmqError {
  // Requests that are wrong for any action.
  INVALID_REQUEST(4000, 10000, "invalid request parameters"),
  REQUIRED_PARAMETERS_LACKED(4000, 10010, "lacked of required parameters"),
  REQUEST_PARAMETERS(4000, 10110, "request parameters error"),
  ACTION_UNKNOWN(4000, 10280, "action is not existed"),
  KEY_FORMAT(4000, 10310, "error: parameter %s key format error"),
  ARRAY_KEY_FORMAT(
      4000, 10310, "error: parameter %s key format error, its elements are %s.1, %s.2 and so on"),
  NO_SUCH_PARAMETER(4000, 10320, "no such parameter %s"),
  NOT_REPEATABLE(4000, 10330, "parameter %s is NOT a repeatable parameter"),
  OUT_OF_RANGE(4000, 10350, "parameter %s value or length is out of range"),
  WRONG_TYPE(4000, 10360, "parameter %s error type"),
  BATCH_SIZE(4000, 10370, "%s parameter batch size is out of range"),
  NOT_CONSEQUENT(4000, 10380, "%s parameter is not consequent"),
  LACK_OF_PARAMETER(4000, 10390, "lacked of required parameter %s"),
  NOT_IN_URI(4000, 10400, "cannot find parameter %s in uri"),
  METHOD(4000, 10410, "unexpected http %s only GET or POST is supported"),
  CANNOT_PARSE(4000, 10420, "cannot parse %s, or request size is more than 1MB"),
  ACTION_NOT_EXISTED(4000, 10430, "action name %s is not existed"),
  ACCOUNT_ILLEGAL(4000, 10440, "account illegal, it may be an assistant account"),
  SECRET_ID_PREFIX(4000, 10450, "secret id dosen't begin with AKID"),
  NO_CAM_AUTHENTICATION(4000, 10461, "no cam authentication"),

  // The caller, and the rate of its requests.
  AUTHENTICATION_FAILED(4100, 10030, "authentication failed"),
  CONNECTION_NOT_AUTHENTICATED(4100, 10031, "connection is not authenticated"),
  CONNECTION_ALREADY_AUTHENTICATED(4100, 10032, "connection is already authenticated"),
  SECRET_ID_STATUS(4100, 10080, "secret id status error"),
  SECRET_ID_UNKNOWN(4100, 10270, "secret id is not existed"),
  CHARGE_OVERDUE(4300, 10040, "charge overdue"),
  THROTTLED(4420, 10250, "qps throttling"),
  INTERFACE_THROTTLED(4480, 10460, "exceed interface frequency limit, please slow down"),
  INTERNAL(6000, 10050, "server internal error"),

  // Queues.
  QUEUE_NAME_FORMAT(4000, 10020, "queue name format error"),
  QUEUE_NOT_EXISTED(4440, 10100, "queue is not existed, or deleted"),
  QUEUE_EXISTED(4460, 10210, "queue is already existed"),
  QUEUE_LIMIT(4450, 10220, "number of queues has reached the limit"),
  NO_FILES_FOR_QUEUE(4450, 10220, "number of queues has reached the limit"),
  QUEUE_BEING_RELEASED(
      6040,
      10660,
      "it will take some time to release resources of previous queue before you create a new one"
          + " with the same name, please try later"),
  GET_ATTRIBUTES_FAILED(6000, 10160, "get queue attributes failed"),
  SET_ATTRIBUTES_FAILED(6000, 10170, "set queue attributes failed"),
  DELETE_QUEUE_FAILED(6000, 10180, "delete queue failed"),
  LIST_QUEUE_FAILED(6000, 10190, "list queue failed"),

  // Messages.
  BODY_EMPTY(4000, 10120, "message body can't be empty"),
  BODY_TOO_LARGE(4400, 10230, "exceed maximum message size"),
  BATCH_TOO_LARGE(4470, 10300, "total message size exceed 1MB"),
  DELAY_OUT_OF_RANGE(4000, 10692, "delay seconds is out of range"),
  HEAP_FULL(4410, 10240, "reach maximum retention number of message"),
  SEND_FAILED(6000, 10090, "send message failed"),
  NO_MESSAGE(7000, 10200, "no message"),
  TOO_MANY_UNACKED(6070, 10690, "too many unacked(inactive) messages or delayed messages"),
  RECEIVE_FAILED(6000, 10130, "recieve message failed"),
  HANDLE_INVALID(4430, 10260, "receipt handle is invalid"),
  HANDLE_MALFORMED(4000, 10470, "receiptHandle error"),
  DELETE_FAILED(6000, 10140, "delete message failed"),
  DELETE_PARTIALLY_FAILED(6010, 10150, "delete message partially failed"),
  BATCH_DELETE_FAILED(6020, 10290, "batch delete message failed"),

  // Rewind.
  REWIND_NOT_ENABLED(6050, 10670, "your queue cannot be rewinded"),
  REWIND_TIME_INVALID(
      4000,
      10680,
      "invalid rewind time, you can get the vaild range of that via GetQueueAttributes"),
  REWIND_EXCEEDS_RETENTION(4000, 10700, "rewindSeconds cannot be greater than msgRetentionSeconds"),

  // Transactions, of which this server refuses every part.
  MESSAGE_ID_INVALID(4490, 10770, "message id is invalid"),
  MESSAGE_OPERATION_NOT_ALLOWED(4490, 10780, "message operation is not allowed"),
  TRANSACTION_NOT_SUPPORTED(4490, 10790, "transaction message is not supported"),
  TRANSACTION_FAILED(6040, 10750, "transaction confirmation failed"),
  TRANSACTION_PARTIALLY_FAILED(6040, 10760, "transaction confirmation partially failed"),

  // Dead letters.
  DEAD_LETTER_POLICY_NOT_JSON(4000, 10710, "deadLetterPolicy is not a json string"),
  DEAD_LETTER_POLICY_BAD(4000, 10720, "deadLetterPolicy has bad parameters"),
  DEAD_LETTER_QUEUE_NOT_EXISTED(4000, 10730, "dead letter queue is not existed"),
  DEAD_LETTER_NESTED(4000, 10740, "dead letter queue can't have a dead letter queue of its own"),
  IS_DEAD_LETTER_QUEUE(
      4000, 10750, "queue is the dead letter queue of another queue and can't be deleted"),
  DEAD_LETTER_QUEUE_LACKING(4000, 10760, "deadLetterPolicy lacks the string deadLetterQueue"),
  DEAD_LETTER_POLICY_UNDEFINED(4000, 10770, "policy of deadLetterPolicy must be 0 or 1"),
  DEAD_LETTER_BOUND_TOO_OFTEN(4000, 10780, "dead letter queue is bound too often"),

  // Topics.
  TOPIC_NOT_EXISTED(4440, 10600, "topic is not existed, or deleted"),
  TOPIC_EXISTED(4460, 10550, "topic is already existed"),
  TOPIC_LIMIT(4450, 10610, "number of topics has reached the limit"),
  TOPIC_NAME_FORMAT(4000, 10590, "topic name format error"),
  TOPIC_HAS_SUBSCRIPTIONS(
      4000,
      10540,
      "there exists subscriptions under this topic, please unsubscribe all of them before"
          + " DeleteTopic"),
  TOPIC_BEING_RELEASED(
      6040,
      10660,
      "It will take some time to release resources of previous topic before you can create a new"
          + " topic with the same name. Please try later."),
  ROUTING_KEY_LACKING(4000, 10700, "parameters lack of routingKey"),
  TOO_MANY_TAGS(4000, 10720, "too many msgTag"),
  TOO_MANY_DELIMITERS(4000, 10691, "too many delimeters"),
  NO_SUBSCRIPTION(
      6030,
      10650,
      "topic has no subscription, please create a subscription before publishing message"),
  NOTHING_MATCHES(6030, 10730, "no bindingKey or filterTag matches the routingKey or msgTag"),

  // Subscriptions.
  SUBSCRIPTION_NOT_EXISTED(4000, 10560, "subscription is not existed"),
  SUBSCRIPTION_EXISTED(4490, 10470, "subscribtion is already existed"),
  SUBSCRIPTION_LIMIT(4500, 10480, "number of subscription has reached the limit"),
  NO_FILES_FOR_SUBSCRIPTION(4500, 10480, "number of subscription has reached the limit"),
  SUBSCRIPTION_NAME_FORMAT(4000, 10580, "subscription name format error"),
  TOO_MANY_FILTER_TAGS(4000, 10490, "number of filterTag exceed limit"),
  TOO_MANY_BINDING_KEYS(4000, 10680, "too many bindingKey"),
  BINDING_KEY_LACKING(4000, 10710, "parameters lack of bindingKey"),
  ENDPOINT_NO_QUEUE_NAME(
      4000,
      10500,
      "endpoint format error, with protocol queue it is a queue's name: a letter, then up to 63"
          + " letters, digits, '_' or '-'"),
  ENDPOINT_NO_URL(
      4000,
      10500,
      "endpoint format error, with protocol http it is a URL that begins with http:// or https://:"
          + " %s"),
  ENDPOINT_NO_KAFKA_TOPIC_NAME(
      4000,
      10500,
      "endpoint format error, with protocol kafka it is a Kafka topic's name: up to 249 letters,"
          + " digits, '.', '_' or '-'"),
  ENDPOINT_BLANK(4510, 10570, "url connot contain any blank characters"),
  ENDPOINT_ILLEGAL(
      4000,
      10630,
      "illegal endpoint, there is no such queue, or no such Kafka topic that the server may write to"
          + " and its setting endpoint.topics allows"),
  ENDPOINT_FORBIDDEN(
      4000,
      10630,
      "illegal endpoint, the server's settings push.allow and push.deny do not let it push to %s"),
  PROTOCOL_UNDEFINED(4000, 10510, "undefined protocol, it is queue, http or kafka"),
  NOTIFY_STRATEGY_UNDEFINED(4000, 10520, "undefined notify retry stragety"),
  NOTIFY_FORMAT_UNDEFINED(4000, 10530, "undefined notify content format"),

  // This server's own texts under CMQ's numbers.
  POSITION_OF_OTHER(
      4000, 10350, "parameter %s belongs to an answer about another queue or message"),
  TIMESTAMP_TOO_FAR(
      4100, 10030, "authentication failed, Timestamp is %s s away from this server's time"),
  KAFKA_TOPIC_NOT_BINDABLE(
      4000,
      10000,
      "invalid request parameters: kafkaTopic is not existed, or the server's setting bind.topics"
          + " does not allow to bind it"),
  REDRIVE_UNDER_WAY(
      4000,
      10000,
      "invalid request parameters: messages of the queue are being moved already, StopRedrive stops"
          + " that"),
  NOT_WITH_RESUME(
      4000,
      10320,
      "no such parameter %s with resume, which goes on to where the redrive was begun"),
  NO_REDRIVE(
      4000, 10000, "invalid request parameters: the queue has no redrive that runs or has stopped"),
  REDRIVE_CHANGED(
      6000, 10050, "server internal error, the redrive has changed meanwhile, please try again"),
  RULES_TOO_OLD(
      6000,
      10050,
      "server internal error, a process of the cluster is of a version that does not know this"
          + " action yet"),
  KAFKA_TOPIC_GONE(
      6000,
      10050,
      "server internal error, the queue's Kafka topic was deleted with Kafka's tools and its"
          + " messages with it, please have it made again or delete the queue"),
  NAME_COLLIDES(
      4000,
      10000,
      "invalid request parameters: for Kafka '.' and '_' are the same in names, and a Kafka topic"
          + " whose name differs in nothing else exists already, please choose another name"),
  DELIVERY_TOPIC_UNSUITABLE(
      4000,
      10000,
      "invalid request parameters: a Kafka topic with the name of the subscription's delivery topic"
          + " exists already and is not as this server makes it (the server's log says why), please"
          + " choose another name or have it removed"),
  DEAD_LETTER_QUEUE_UNSUITABLE(
      4000,
      10000,
      "invalid request parameters: the dead letter queue is bound to a Kafka topic that would refuse"
          + " dead letters, its cleanup.policy must not be compact and its max.message.bytes must"
          + " exceed maxMsgSize by 1024");

  /** How much of a client's own text an error repeats, in code points. */
  private static final int SHOWN = 64;

  private final int code;
  private final int module;
  private final String message;

  CmqError(int code, int module, String text) {
    this.code = code;
    this.module = module;
    this.message = "(" + module + ")" + text;
  }

  public int code() {
    return code;
  }

  /** The number that tells errors of one code apart. */
  public int module() {
    return module;
  }

  /** {@code (module)text}, for errors that name nothing. */
  public String message() {
    return message;
  }

  /**
   * {@code (module)text}, with the text's {@code %s} replaced.
   *
   * @param subject what the error is about, may come from the client: control and other invisible
   *     characters are left out, and so is what exceeds 64 characters
   */
  public String message(Object subject) {
    return message.replace("%s", shown(String.valueOf(subject)));
  }

  private static String shown(String text) {
    return text.codePoints()
        .filter(CmqError::visible)
        .limit(SHOWN)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean visible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** The only translation of a refusal into CMQ's codes. */
  public static CmqError of(Refusal refusal) {
    return switch (refusal) {
      case NO_SUCH_QUEUE -> QUEUE_NOT_EXISTED;
      case QUEUE_EXISTS -> QUEUE_EXISTED;
      case QUEUE_LIMIT_REACHED -> QUEUE_LIMIT;
      case NAME_BEING_RELEASED -> QUEUE_BEING_RELEASED;
      case HEAP_FULL -> HEAP_FULL;
      case TOO_MANY_INACTIVE, TOO_MANY_DELAYED -> TOO_MANY_UNACKED;
      case NO_SUCH_MESSAGE -> MESSAGE_ID_INVALID;
      case REWIND_NOT_ENABLED -> REWIND_NOT_ENABLED;
      case REWIND_TIME_INVALID -> REWIND_TIME_INVALID;
      case REWIND_EXCEEDS_RETENTION -> REWIND_EXCEEDS_RETENTION;
      case TOPIC_NOT_BINDABLE -> KAFKA_TOPIC_NOT_BINDABLE;
      case KAFKA_TOPIC_GONE -> KAFKA_TOPIC_GONE;
      case NAME_COLLIDES -> NAME_COLLIDES;
      case DELIVERY_TOPIC_UNSUITABLE -> DELIVERY_TOPIC_UNSUITABLE;
      case DEAD_LETTER_QUEUE_UNSUITABLE -> DEAD_LETTER_QUEUE_UNSUITABLE;
      case NO_SUCH_DEAD_LETTER_QUEUE -> DEAD_LETTER_QUEUE_NOT_EXISTED;
      case DEAD_LETTER_NESTED -> DEAD_LETTER_NESTED;
      case IS_DEAD_LETTER_QUEUE -> IS_DEAD_LETTER_QUEUE;
      case DEAD_LETTER_BOUND_TOO_OFTEN -> DEAD_LETTER_BOUND_TOO_OFTEN;
      case DEAD_LETTER_EXCEEDS_RETENTION -> DEAD_LETTER_POLICY_BAD;
      case NO_SUCH_TOPIC -> TOPIC_NOT_EXISTED;
      case TOPIC_EXISTS -> TOPIC_EXISTED;
      case TOPIC_LIMIT_REACHED -> TOPIC_LIMIT;
      case TOPIC_HAS_SUBSCRIPTIONS -> TOPIC_HAS_SUBSCRIPTIONS;
      case NO_SUCH_SUBSCRIPTION -> SUBSCRIPTION_NOT_EXISTED;
      case SUBSCRIPTION_EXISTS -> SUBSCRIPTION_EXISTED;
      case SUBSCRIPTION_LIMIT_REACHED -> SUBSCRIPTION_LIMIT;
      case ENDPOINT_ILLEGAL -> ENDPOINT_ILLEGAL;
      case NO_SUBSCRIPTION -> NO_SUBSCRIPTION;
      case NOTHING_MATCHES -> NOTHING_MATCHES;
      case REDRIVE_UNDER_WAY -> REDRIVE_UNDER_WAY;
      case NO_REDRIVE -> NO_REDRIVE;
      case REDRIVE_CHANGED -> REDRIVE_CHANGED;
      case RULES_TOO_OLD -> RULES_TOO_OLD;
      case OVERLOADED -> THROTTLED;
      case UNAVAILABLE -> INTERNAL;
    };
  }
}
