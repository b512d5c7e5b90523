// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients

import io.github.safesqlite.ConcurrencySafeSqliteDataSource
import io.github.safesqlite.config.SqliteConfig
import java.nio.file.Path
import java.util.concurrent.Callable
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.Executors
import org.jetbrains.exposed.v1.core.Table
import org.jetbrains.exposed.v1.core.eq
import org.jetbrains.exposed.v1.jdbc.Database
import org.jetbrains.exposed.v1.jdbc.SchemaUtils
import org.jetbrains.exposed.v1.jdbc.batchInsert
import org.jetbrains.exposed.v1.jdbc.insert
import org.jetbrains.exposed.v1.jdbc.selectAll
import org.jetbrains.exposed.v1.jdbc.transactions.transaction
import org.jetbrains.exposed.v1.jdbc.update
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class ExposedTest {
    object Items : Table("item") {
        val id = integer("id").autoIncrement()
        val name = varchar("name", 50)
        val count = integer("count").default(0)
        override val primaryKey = PrimaryKey(id)
    }

    @TempDir lateinit var folder: Path

    private fun file() = folder.resolve("app.db").toString()

    private fun byDataSource(dataSource: ConcurrencySafeSqliteDataSource): Database {
        val database = Database.connect(dataSource)
        return database
    }

    private fun byUrl(file: String): Database {
        Database.registerJdbcDriver("jdbc:safesqlite", "io.github.safesqlite.SafeSqliteDriver", "sqlite")
        val database = Database.connect("jdbc:safesqlite:$file")
        return database
    }

    private fun work(database: Database) {
        transaction(database) {
            SchemaUtils.create(Items)
            Items.insert {
                it[id] = 1
                it[name] = "counter"
            }
        }
        val ids = ConcurrentHashMap.newKeySet<Int>()
        val threads = Executors.newFixedThreadPool(4)
        try {
            val work = (0 until 4).map { worker ->
                Callable {
                    repeat(25) {
                        transaction(database) {
                            maxAttempts = 1
                            val count = Items.selectAll().where { Items.id eq 1 }.single()[Items.count]
                            Items.update({ Items.id eq 1 }) { it[Items.count] = count + 1 }
                            val inserted = Items.insert { it[name] = "of $worker" } get Items.id
                            assertTrue(ids.add(inserted))
                        }
                    }
                    transaction(database) {
                        maxAttempts = 1
                        Items.batchInsert(1..50) { number -> this[Items.name] = "batch $number" }
                    }
                }
            }
            threads.invokeAll(work).forEach { it.get() }
        } finally {
            threads.shutdownNow()
        }
        assertThrows(IllegalStateException::class.java) {
            transaction(database) {
                maxAttempts = 1
                Items.insert { it[name] = "undone" }
                error("undo")
            }
        }
        transaction(database) {
            assertEquals(100, Items.selectAll().where { Items.id eq 1 }.single()[Items.count])
            assertEquals(1L + 100 + 200, Items.selectAll().count())
        }
    }

    @Test
    fun worksByDataSource() {
        ConcurrencySafeSqliteDataSource(SqliteConfig.builder(file()).build()).use { dataSource ->
            work(byDataSource(dataSource))
            assertEquals(0, dataSource.snapshot().sessions().size)
        }
    }

    @Test
    fun worksByUrl() {
        work(byUrl(file()))
    }
}
