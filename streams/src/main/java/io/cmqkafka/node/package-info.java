/**
 * One process of the cluster, put together: wires the other packages, answers the face with them,
 * and has one thread for what is to be done now and then. Imported by the program alone. Begin with
 * {@link io.cmqkafka.node.CmqNode}.
 */
package io.cmqkafka.node;
