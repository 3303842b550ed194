/**
 * The program: {@link io.cmqkafka.facade.Main} begins it, and the whole server is put together here
 * by hand, in the order in which its parts start and against which they stop. No other package of
 * the module uses this one.
 */
package io.cmqkafka.facade;
