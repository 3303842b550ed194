package io.cmqkafka;

import io.cmqkafka.topic.FilterType;

/**
 * What CreateTopic asks for.
 *
 * @param maxMsgSize largest body in bytes, 1,024 to 1,048,576
 */
public record NewTopic(String name, int maxMsgSize, FilterType filterType) {}
