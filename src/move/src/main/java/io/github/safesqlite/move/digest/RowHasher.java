// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.digest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Hashes the canonical values of a row: the first 128 bits of SHA-256. Not thread-safe. */
public final class RowHasher {
    private static final byte[] NULL = {0};

    private final MessageDigest sha256;
    private final ByteBuffer header = ByteBuffer.allocate(1 + Integer.BYTES);

    /** A hasher for any number of rows. */
    public RowHasher() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256.", impossible);
        }
    }

    /** The hash of these values; a value that is null is not equal to any text. */
    public Hash128 hash(String[] values) {
        for (String value : values) {
            add(value);
        }
        return finish();
    }

    /** The hash of the values at these indexes. */
    public Hash128 hash(String[] values, int[] indexes) {
        for (int index : indexes) {
            add(values[index]);
        }
        return finish();
    }

    private void add(String value) {
        if (value == null) {
            sha256.update(NULL);
            return;
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        // The length keeps ("ab", "c") apart from ("a", "bc").
        header.clear().put((byte) 1).putInt(bytes.length);
        sha256.update(header.array());
        sha256.update(bytes);
    }

    private Hash128 finish() {
        ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
        return new Hash128(digest.getLong(), digest.getLong());
    }
}
