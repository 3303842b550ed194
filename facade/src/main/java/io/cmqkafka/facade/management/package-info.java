/** Health and metrics, on a port and in a Javalin application of their own. */
package io.cmqkafka.facade.management;
