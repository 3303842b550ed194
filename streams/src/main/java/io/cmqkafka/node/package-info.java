/**
 * One process's part of a cluster, put together: it wires all other packages, answers the face with
 * them, and does by one thread all that is to be done now and then. Nobody imports it but the
 * program. Begin with {@link io.cmqkafka.node.CmqNode}.
 */
package io.cmqkafka.node;
