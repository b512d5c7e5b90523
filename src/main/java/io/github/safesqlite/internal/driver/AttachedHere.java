// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the connections of one DataSource have attached. Safe for use by multiple threads. */
public final class AttachedHere {
    private final Set<AttachedFiles> open = ConcurrentHashMap.newKeySet();
    private volatile List<AttachedFile> byEach = List.of();

    /** A connection was prepared by whatever prepares all of them. */
    public void prepared(AttachedFiles attached) {
        byEach = attached.writable();
    }

    /** What the connection that was prepared last had attached then, which is what the next one will have. */
    public List<AttachedFile> byEach() {
        return byEach;
    }

    /** The connection is open, and may attach more. */
    void opened(AttachedFiles attached) {
        open.add(attached);
    }

    void closed(AttachedFiles attached) {
        open.remove(attached);
    }

    /** All files that an open connection has attached now and may write to, each of them once. */
    public List<AttachedFile> now() {
        Map<Object, AttachedFile> files = new LinkedHashMap<>();
        open.forEach(attached -> attached.writable().forEach(file -> files.putIfAbsent(file.gate(), file)));
        return List.copyOf(files.values());
    }
}
