/**
 * CMQ's classic API as it is on the wire, without its transport: forms, parameters, signatures,
 * envelopes, CMQ's errors with their numbers and texts, and which action a request names. Begin
 * with {@link io.cmqkafka.facade.classic.ClassicApi}. Knows neither HTTP servers nor any action.
 */
package io.cmqkafka.facade.classic;
