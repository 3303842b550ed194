/**
 * CMQ's API without its transport: what an action is, how parameters become values, how an answer
 * is written, and CMQ's errors with their numbers and texts. Actions and the HTTP side meet here
 * and nowhere else.
 */
package io.cmqkafka.facade.api;
