// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import java.sql.SQLException;
import java.util.Random;

/** Kinds of transactions. Those of one shape begin with the same statement, by which they can be known. */
enum Shape {
    /** Only reads single keys and ranges. */
    LOOK(30) {
        @Override
        void first(Recorder recorder, Random random) throws SQLException {
            recorder.read("SELECT v FROM list WHERE k = ?", key(random));
        }
    },
    /** Only reads, a range first, whose result set it may leave open. */
    REPORT(10) {
        @Override
        void first(Recorder recorder, Random random) throws SQLException {
            anyRange(RANGE, recorder, random);
        }
    },
    /** Reads, then writes. */
    CHANGE(15) {
        @Override
        void first(Recorder recorder, Random random) throws SQLException {
            recorder.read("SELECT v FROM list WHERE ? = k", key(random));
        }

        @Override
        void more(Recorder recorder, Random random) throws SQLException {
            write(recorder, random);
        }
    },
    /** Reads a range, then writes. */
    CHANGE_RANGE(10) {
        @Override
        void first(Recorder recorder, Random random) throws SQLException {
            anyRange("SELECT k, v FROM list WHERE k >= ? AND k <= ? ORDER BY k", recorder, random);
        }

        @Override
        void more(Recorder recorder, Random random) throws SQLException {
            either(recorder, random);
        }
    },
    /** Reads; one in five writes later. */
    MIXED(20) {
        @Override
        void first(Recorder recorder, Random random) throws SQLException {
            recorder.read("SELECT k, v FROM list WHERE k = ?", key(random));
        }

        @Override
        void play(int operations, Recorder recorder, Random random, Rest rest) throws SQLException {
            super.play(operations, recorder, random, rest);
            if (random.nextInt(5) == 0) {
                write(recorder, random);
            }
        }
    },
    /** Reads the counter and writes what it computed. */
    COUNT(10) {
        @Override
        void first(Recorder recorder, Random random) {}

        @Override
        void play(int operations, Recorder recorder, Random random, Rest rest) throws SQLException {
            long count = recorder.count();
            rest.maybe(random);
            for (int i = 2; i < operations; i++) {
                read(recorder, random);
            }
            recorder.setCount(count + 1);
        }
    },
    /** Writes first. */
    WRITE_FIRST(10) {
        @Override
        void first(Recorder recorder, Random random) throws SQLException {
            recorder.append(key(random));
        }

        @Override
        void more(Recorder recorder, Random random) throws SQLException {
            either(recorder, random);
        }
    },
    /** Writes first, by a statement that answers. */
    RETURNING_FIRST(5) {
        @Override
        void first(Recorder recorder, Random random) throws SQLException {
            recorder.increment();
        }

        @Override
        void more(Recorder recorder, Random random) throws SQLException {
            either(recorder, random);
        }
    };

    private static final String RANGE = "SELECT k, v FROM list WHERE k BETWEEN ? AND ? ORDER BY k";

    private final int weight;

    Shape(int weight) {
        this.weight = weight;
    }

    static Shape any(Random random) {
        int left = random.nextInt(sumOfWeights());
        for (Shape shape : values()) {
            left -= shape.weight;
            if (left < 0) {
                return shape;
            }
        }
        throw new AssertionError("the weights do not add up");
    }

    /** One that only reads. */
    static Shape reading(Random random) {
        return random.nextBoolean() ? LOOK : REPORT;
    }

    private static int sumOfWeights() {
        int sum = 0;
        for (Shape shape : values()) {
            sum += shape.weight;
        }
        return sum;
    }

    /** Does this and that, with a savepoint now and then and a pause now and then. */
    void play(int operations, Recorder recorder, Random random, Rest rest) throws SQLException {
        first(recorder, random);
        for (int i = 1; i < operations; i++) {
            rest.maybe(random);
            if (random.nextInt(8) == 0) {
                recorder.savepoint();
                more(recorder, random);
                if (random.nextBoolean()) {
                    recorder.rollBackToSavepoint();
                }
            } else {
                more(recorder, random);
            }
        }
    }

    abstract void first(Recorder recorder, Random random) throws SQLException;

    void more(Recorder recorder, Random random) throws SQLException {
        read(recorder, random);
    }

    private static int key(Random random) {
        return random.nextInt(Store.KEYS);
    }

    /** One statement that reads or writes. */
    static void either(Recorder recorder, Random random) throws SQLException {
        if (random.nextBoolean()) {
            read(recorder, random);
        } else {
            write(recorder, random);
        }
    }

    /** One statement that reads, or writes what has a mark. */
    static void eitherMarked(Recorder recorder, Random random) throws SQLException {
        int key = key(random);
        switch (random.nextInt(8)) {
            case 0 -> recorder.append(key);
            case 1 -> recorder.appendAll(key, key(random));
            case 2 -> recorder.insert(key);
            case 3 -> recorder.appendReturning(key);
            default -> read(recorder, random);
        }
    }

    private static void read(Recorder recorder, Random random) throws SQLException {
        switch (random.nextInt(4)) {
            case 0 -> recorder.count();
            case 1 -> anyRange(RANGE, recorder, random);
            default -> recorder.read("SELECT v FROM list WHERE k = ?", key(random));
        }
    }

    private static void anyRange(String sql, Recorder recorder, Random random) throws SQLException {
        int first = key(random);
        int last = first + random.nextInt(Store.KEYS - first);
        if (random.nextInt(4) == 0) {
            recorder.openRange(sql, first, last);
        } else {
            recorder.range(sql, first, last);
        }
    }

    private static void write(Recorder recorder, Random random) throws SQLException {
        int key = key(random);
        switch (random.nextInt(9)) {
            case 0 -> recorder.delete(key);
            case 5 -> recorder.appendAll(key, key(random));
            case 1, 2 -> recorder.insert(key);
            case 3 -> recorder.increment();
            case 4 -> recorder.appendReturning(key);
            default -> recorder.append(key);
        }
    }
}
