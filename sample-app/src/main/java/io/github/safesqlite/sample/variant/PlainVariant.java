// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.variant;

import java.nio.file.Path;
import javax.sql.DataSource;
import org.sqlite.SQLiteDataSource;

/** Plain sqlite-jdbc with its default settings: each request opens a connection of its own. */
final class PlainVariant implements Variant {
    @Override
    public String title() {
        return "plain sqlite-jdbc";
    }

    @Override
    public String id() {
        return "plain";
    }

    @Override
    public OpenDatabase open(Path file, Synchronous synchronous) {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        return new Unpooled(source);
    }

    private record Unpooled(DataSource dataSource) implements OpenDatabase {
        @Override
        public void close() {}
    }
}
