// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.auto;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Counts a request and says on which kind of thread. */
@RestController
class CountController {
    private final Counters counters;

    CountController(Counters counters) {
        this.counters = counters;
    }

    @PostMapping("/count")
    String count() {
        counters.increment();
        // A virtual thread belongs to this group, also where Java 17 compiles.
        return Thread.currentThread().getThreadGroup().getName().equals("VirtualThreads") ? "virtual" : "platform";
    }
}
