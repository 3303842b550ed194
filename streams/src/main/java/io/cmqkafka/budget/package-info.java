/** What a process may hold in memory for whoever uses it; known to all that hold something. */
package io.cmqkafka.budget;
