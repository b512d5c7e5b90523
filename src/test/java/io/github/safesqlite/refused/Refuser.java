// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.refused;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The system, as {@code refuser.c} makes it, in the process into which that is loaded. */
final class Refuser {
    static final String CONTROL = "REFUSER_CONTROL";
    static final String FOLDER = "REFUSER_FOLDER";
    static final int SIZE = 7 * Integer.BYTES;

    private static final int ARMED = 0;
    private static final int CALL = 4;
    private static final int REASON = 8;
    private static final int FIRST = 12;
    private static final int LASTING = 16;
    private static final int CALLS = 20;
    private static final int REFUSED = 24;

    private final MappedByteBuffer control;

    Refuser(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            control = channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE);
        }
        control.order(ByteOrder.nativeOrder());
    }

    /** Refuses from now on. */
    void refuse(Refusal refusal) {
        control.putInt(CALL, refusal.call().ordinal());
        control.putInt(REASON, refusal.reason().number());
        control.putInt(FIRST, refusal.first());
        control.putInt(LASTING, refusal.lasting() ? 1 : 0);
        control.putInt(CALLS, 0);
        control.putInt(REFUSED, 0);
        arm(1);
    }

    /** Refuses nothing any more: the cause is gone. */
    void mend() {
        arm(0);
    }

    private void arm(int value) {
        java.lang.invoke.VarHandle.fullFence();
        control.putInt(ARMED, value);
        java.lang.invoke.VarHandle.fullFence();
    }

    /** How many calls it has refused since it was told to. */
    int refused() {
        return control.getInt(REFUSED);
    }
}
