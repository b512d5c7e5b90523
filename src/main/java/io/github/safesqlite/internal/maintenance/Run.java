// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.maintenance;

import java.util.concurrent.CountDownLatch;

/** A task that is being run. */
record Run(Task task, Bound bound, CountDownLatch ended) {
    Run(Task task, Bound bound) {
        this(task, bound, new CountDownLatch(1));
    }
}
