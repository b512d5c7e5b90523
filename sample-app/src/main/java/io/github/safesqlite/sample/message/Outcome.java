// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.message;

import io.github.safesqlite.batch.BatchWriterException;
import io.github.safesqlite.batch.WriteResult;

/**
 * What became of one message.
 *
 * @param state what happened
 * @param durable whether it is committed
 * @param id its number, or null while it is not known
 */
public record Outcome(State state, boolean durable, Long id) {
    /** What happened to a message. */
    public enum State {
        /** It is committed. */
        STORED,
        /** It waits for its commit. */
        QUEUED,
        /** There was no room. It is not stored. */
        REFUSED,
        /** It could not be stored. */
        FAILED,
        /** Its commit failed. It may be stored. */
        IN_DOUBT
    }

    static Outcome stored(WriteResult result) {
        return new Outcome(
                State.STORED,
                true,
                result.generatedKey().isPresent() ? result.generatedKey().getAsLong() : null);
    }

    static Outcome stored(long id) {
        return new Outcome(State.STORED, true, id);
    }

    static Outcome of(State state) {
        return new Outcome(state, false, null);
    }

    static Outcome failed(Throwable failure) {
        if (failure instanceof BatchWriterException known) {
            return of(
                    switch (known.reason()) {
                        case FULL, DROPPED, CLOSED -> State.REFUSED;
                        case IN_DOUBT -> State.IN_DOUBT;
                        default -> State.FAILED;
                    });
        }
        return of(State.FAILED);
    }
}
