// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import org.jspecify.annotations.Nullable;

/** What a statement of a transaction showed or did. A read of a range is one {@link Read} for each key of it. */
sealed interface Operation {
    /** A key had this text, or no row if it is null. */
    record Read(int key, @Nullable String text) implements Operation {
        @Override
        public String toString() {
            return "r" + key + "=" + (text == null ? "" : text);
        }
    }

    /** The text of a key ends with this mark now, which no other committed write gives to this key. */
    record Write(int key, String mark) implements Operation {
        @Override
        public String toString() {
            return "w" + key + "=" + mark;
        }
    }

    /** The row of a key is gone, and had this text. */
    record Delete(int key, String gone) implements Operation {
        @Override
        public String toString() {
            return "d" + key + "=" + gone;
        }
    }

    /** A write had begun, and nobody has seen its end. */
    record Intended(int key, String mark) implements Operation {
        /** The write that it was to be. */
        Write write() {
            return new Write(key, mark);
        }

        @Override
        public String toString() {
            return "i" + key + "=" + mark;
        }
    }

    /** A query of a range has begun, of which not all rows were read. */
    record OpenRange(int first, int last) implements Operation {
        @Override
        public String toString() {
            return "open" + first + "-" + last;
        }
    }

    /** A savepoint was set. */
    record Savepoint() implements Operation {
        @Override
        public String toString() {
            return "savepoint";
        }
    }

    /** All writes since the last savepoint were undone. */
    record RollbackTo() implements Operation {
        @Override
        public String toString() {
            return "undo";
        }
    }
}
