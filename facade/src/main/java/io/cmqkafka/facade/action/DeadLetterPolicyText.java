package io.cmqkafka.facade.action;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cmqkafka.catalog.DeadLetterBinding;
import io.cmqkafka.catalog.DeadLetterLimit;
import io.cmqkafka.catalog.DeadLetterPolicy;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.facade.classic.Params;

/**
 * The parameter and field deadLetterPolicy: JSON within a string, which names the dead-letter queue
 * by its name on the way in and by its id on the way out. On the way in, numbers may come as
 * strings.
 */
final class DeadLetterPolicyText {
  private static final String PARAMETER = "deadLetterPolicy";
  private static final String QUEUE = "deadLetterQueue";
  private static final String POLICY = "policy";
  private static final String MAX_RECEIVE_COUNT = "maxReceiveCount";
  private static final String MAX_TIME_TO_LIVE = "maxTimeToLive";

  private static final int RECEIVED_TOO_OFTEN = 0;
  private static final int UNCONSUMED_TOO_LONG = 1;

  /** Digits that a number of this policy can have; more are out of every range. */
  private static final int MAX_DIGITS = 9;

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private DeadLetterPolicyText() {}

  /** What is asked for, or null when the parameter is not given. */
  static DeadLetterBinding read(Params params) {
    return params.optional(PARAMETER).map(DeadLetterPolicyText::parse).orElse(null);
  }

  private static DeadLetterBinding parse(String text) {
    JsonNode json = object(text);
    JsonNode queue = json.path(QUEUE);
    if (!queue.isTextual() || queue.textValue().isBlank()) {
      throw new CmqException(CmqError.DEAD_LETTER_QUEUE_LACKING);
    }
    int policy = number(json.path(POLICY), CmqError.DEAD_LETTER_POLICY_UNDEFINED);
    DeadLetterLimit limit =
        switch (policy) {
          case RECEIVED_TOO_OFTEN ->
              DeadLetterLimit.receivedTooOften(within(json, MAX_RECEIVE_COUNT, 1, 1_000));
          case UNCONSUMED_TOO_LONG ->
              DeadLetterLimit.unconsumedTooLong(within(json, MAX_TIME_TO_LIVE, 300, 43_200));
          default -> throw new CmqException(CmqError.DEAD_LETTER_POLICY_UNDEFINED);
        };
    return new DeadLetterBinding(queue.textValue(), limit);
  }

  private static JsonNode object(String text) {
    JsonNode json;
    try {
      json = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new CmqException(CmqError.DEAD_LETTER_POLICY_NOT_JSON);
    }
    if (!json.isObject()) {
      throw new CmqException(CmqError.DEAD_LETTER_POLICY_BAD);
    }
    return json;
  }

  private static int within(JsonNode json, String member, int min, int max) {
    int number = number(json.path(member), CmqError.DEAD_LETTER_POLICY_BAD);
    if (number < min || number > max) {
      throw new CmqException(CmqError.DEAD_LETTER_POLICY_BAD);
    }
    return number;
  }

  private static int number(JsonNode value, CmqError otherwise) {
    String digits = value.isIntegralNumber() || value.isTextual() ? value.asText().strip() : "";
    if (!digits.matches("[0-9]{1," + MAX_DIGITS + "}")) {
      throw new CmqException(otherwise);
    }
    return Integer.parseInt(digits);
  }

  /** How GetQueueAttributes reports the policy; the dead-letter queue's name is an extension. */
  static String of(DeadLetterPolicy policy) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put(QUEUE, policy.queueId());
    json.put("deadLetterQueueName", policy.queueName());
    int maxReceiveCount = policy.limit().maxReceiveCount();
    if (maxReceiveCount > 0) {
      json.put(POLICY, RECEIVED_TOO_OFTEN).put(MAX_RECEIVE_COUNT, maxReceiveCount);
    } else {
      json.put(POLICY, UNCONSUMED_TOO_LONG)
          .put(MAX_TIME_TO_LIVE, policy.limit().maxTimeToLiveSeconds());
    }
    return json.toString();
  }
}
