// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "PASSWORD",
                "db.password",
                "userPassword",
                "passwd",
                "passphrase",
                "pwd",
                "pass",
                "key",
                "Key",
                "hexkey",
                "rekey",
                "hexrekey",
                "textkey",
                "textrekey",
                "cipher_key",
                "encryption-key",
                "encryptionKey",
                "apikey",
                "api_key",
                "secret",
                "client_secret",
                "token",
                "access_token",
                "credentials",
                "cipher_salt"
            })
    void isPasswordLike(String name) {
        assertTrue(Secrets.isNamed(name));
        assertEquals("***", Secrets.value(name, "x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "foreign_keys",
                "foreign_key_check",
                "foreign_key_list",
                "hexkey_mode",
                "page_size",
                "cache",
                "bypass",
                "keyboard",
                "tokenize",
                "cipher",
                "mode"
            })
    void isNone(String name) {
        assertFalse(Secrets.isNamed(name));
        assertEquals("x", Secrets.value(name, "x"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "app.db|app.db",
                "file:app.db?mode=ro|file:app.db?mode=ro",
                "file:app.db?key=a b'c&mode=ro|file:app.db?key=***&mode=ro",
                "file:app.db?mode=ro&hexkey=00ff#part|file:app.db?mode=ro&hexkey=***",
                "file:app.db?Password=a=b|file:app.db?Password=***",
                "file:app.db?%6Bey=a|file:app.db?%6Bey=***",
                "file:app.db?key=|file:app.db?key=***",
                "jdbc:sqlite:app.db?cipher=x;key=a|jdbc:sqlite:app.db?cipher=x;key=***",
                "file://sa:a@localhost/app.db|file://***@localhost/app.db",
                "jdbc:safesqlite:app.db?token=a|jdbc:safesqlite:app.db?token=***"
            })
    void namesOfFilesAreShownWithoutThem(String file, String shown) {
        assertEquals(shown, Secrets.file(file));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "PRAGMA key = 'secret'|PRAGMA key = ?",
                "PRAGMA key = \"secret\"|PRAGMA key = ?",
                "PRAGMA key = \"x'00ff'\"; SELECT a|PRAGMA key = ?; SELECT a",
                "pragma main.hexkey=ABCDEF|pragma main.hexkey=?",
                "PRAGMA \"key\"=[secret]|PRAGMA \"key\"=?",
                "PRAGMA rekey(secret)|PRAGMA rekey(?)",
                "PRAGMA key /* why */ = secret|PRAGMA key = ?",
                "PRAGMA foreign_keys=ON|PRAGMA foreign_keys=ON",
                "PRAGMA key|PRAGMA key",
                "EXPLAIN PRAGMA textkey=a;PRAGMA journal_mode=WAL|EXPLAIN PRAGMA textkey=?;PRAGMA journal_mode=WAL",
                "ATTACH 'a.db' AS b KEY 'secret'|ATTACH ? AS b KEY ?",
                "ATTACH DATABASE \"a.db\" AS b KEY \"secret\";SELECT c|ATTACH DATABASE \"a.db\" AS b KEY ?;SELECT c",
                "ATTACH 'a.db' AS b KEY secret|ATTACH ? AS b KEY ?",
                "ATTACH 'file:a.db?key=secret' AS b|ATTACH ? AS b",
                "ATTACH \"file:a.db?key=secret\" AS b|ATTACH \"file:a.db?key=***\" AS b",
                "ATTACH [file:a.db?key=secret&mode=ro] AS b|ATTACH [file:a.db?key=***&mode=ro] AS b",
                "UPDATE users SET password = \"secret\" WHERE id = a|UPDATE users SET password = ? WHERE id = a",
                "SELECT key FROM t WHERE key = other|SELECT key FROM t WHERE key = other",
                "CREATE TABLE t(a INTEGER PRIMARY KEY, b)|CREATE TABLE t(a INTEGER PRIMARY KEY, b)",
                "SELECT * FROM t WHERE a IN (SELECT key FROM k)|SELECT * FROM t WHERE a IN (SELECT key FROM k)"
            })
    void statementsAreShownWithoutThem(String sql, String shown) {
        assertEquals(shown, SqlText.abbreviate(sql));
    }
}
