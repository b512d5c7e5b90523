// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.powercut;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A change of the content of a file. */
sealed interface Change {
    int SECTOR = 512;

    /** The content after it. */
    byte[] appliedTo(byte[] content);

    /** The parts that a disk writes each as a whole. */
    List<Change> sectors();

    /** Bytes were written at a place. */
    record Write(long offset, byte[] bytes) implements Change {
        @Override
        public byte[] appliedTo(byte[] content) {
            int end = Math.toIntExact(offset + bytes.length);
            byte[] result = end > content.length ? Arrays.copyOf(content, end) : content;
            System.arraycopy(bytes, 0, result, (int) offset, bytes.length);
            return result;
        }

        @Override
        public List<Change> sectors() {
            List<Change> sectors = new ArrayList<>();
            int from = 0;
            while (from < bytes.length) {
                int rest = SECTOR - (int) ((offset + from) % SECTOR);
                int to = Math.min(bytes.length, from + rest);
                sectors.add(new Write(offset + from, Arrays.copyOfRange(bytes, from, to)));
                from = to;
            }
            return sectors;
        }
    }

    /** The file has this size now. */
    record Resize(long size) implements Change {
        @Override
        public byte[] appliedTo(byte[] content) {
            return Arrays.copyOf(content, Math.toIntExact(size));
        }

        @Override
        public List<Change> sectors() {
            return List.of(this);
        }
    }
}
