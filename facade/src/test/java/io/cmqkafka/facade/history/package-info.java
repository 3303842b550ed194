/**
 * What clients asked, what they were answered and what was done to the servers meanwhile; and the
 * rules that judge it afterwards, one class for each promise.
 */
package io.cmqkafka.facade.history;
