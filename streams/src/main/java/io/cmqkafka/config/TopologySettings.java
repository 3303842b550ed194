package io.cmqkafka.config;

/**
 * How the topologies run.
 *
 * @param streamThreads threads that run each of them
 * @param standbyReplicas processes that follow the state of each commands partition besides its
 *     owner
 * @param sessionTimeoutMs after so long without a sign of life another process takes over, ms
 * @param commitIntervalMs how often state and log position are committed together, ms
 * @param rules which rules this process knows, and which it lets be put in force
 * @param commandsRetentionMs how long processed commands are kept as an audit trail, ms
 */
public record TopologySettings(
    int streamThreads,
    int standbyReplicas,
    int sessionTimeoutMs,
    int commitIntervalMs,
    KnownRules rules,
    int commandsRetentionMs) {}
