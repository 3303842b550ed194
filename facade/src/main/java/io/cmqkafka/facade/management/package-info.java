/**
 * Health and metrics, in a Javalin application on a port of its own. Knows no request of the API.
 * Begin with {@link io.cmqkafka.facade.management.ManagementServer}.
 */
package io.cmqkafka.facade.management;
