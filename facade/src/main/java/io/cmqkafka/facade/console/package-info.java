/**
 * The web console: static files for a browser, which signs its requests itself and talks to the API
 * like any other client. Nothing here knows a queue, a key or a socket; begin with {@link
 * io.cmqkafka.facade.console.Console}. The pages are in the resources' folder {@code console}.
 */
package io.cmqkafka.facade.console;
