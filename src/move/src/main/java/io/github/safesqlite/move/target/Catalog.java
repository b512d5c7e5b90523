// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.target;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the schema of PostgreSQL from its catalog. Not thread-safe. */
public final class Catalog {
    private static final Pattern COLUMN = Pattern.compile("\"?([^\"()]+)\"?");
    private static final Pattern LOWER = Pattern.compile("lower\\(\\(*\"?([^\"()]+)\"?\\)?(::text)?\\)");

    private final Connection connection;
    private final String schema;

    /** The catalog of one schema. */
    public Catalog(Connection connection, String schema) {
        this.connection = connection;
        this.schema = schema;
    }

    /** The schema that names without one refer to. */
    public static String currentSchema(Connection connection) throws SQLException {
        return new Query(connection, "SELECT current_schema()").first(rows -> rows.getString(1));
    }

    /** Whether there is a table of this name, which has quotes where it needs some. */
    public static boolean exists(Connection connection, String table) throws SQLException {
        return new Query(connection, "SELECT to_regclass(?) IS NOT NULL").first(rows -> rows.getBoolean(1), table);
    }

    /** The encoding of the database. */
    public String encoding() throws SQLException {
        return query("SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()")
                .first(rows -> rows.getString(1));
    }

    /** The tables, and the views and other things that rows could be meant for. */
    public List<TargetTable> tables() throws SQLException {
        return query("SELECT c.oid, c.relname, c.relkind IN ('r', 'p'),"
                        + " row_security_active(c.oid),"
                        + " has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'INSERT')"
                        + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE n.nspname = ? AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition"
                        + " ORDER BY c.relname")
                .list(
                        rows -> table(
                                rows.getLong(1),
                                rows.getString(2),
                                rows.getBoolean(3),
                                rows.getBoolean(4),
                                rows.getBoolean(5)),
                        schema);
    }

    private TargetTable table(long oid, String name, boolean table, boolean rowSecurity, boolean writable)
            throws SQLException {
        return new TargetTable(
                schema,
                name,
                table,
                columns(oid),
                primaryKey(oid),
                foreignKeys(oid),
                uniqueKeys(oid),
                sequences(oid, name),
                triggers(oid),
                unenforced(oid),
                rowSecurity,
                writable);
    }

    private List<TargetColumn> columns(long oid) throws SQLException {
        return query("SELECT a.attname, coalesce(b.typname, t.typname),"
                        + " CASE WHEN b.oid IS NULL THEN a.atttypmod ELSE t.typtypmod END,"
                        + " format_type(coalesce(b.oid, t.oid),"
                        + " CASE WHEN b.oid IS NULL THEN a.atttypmod ELSE t.typtypmod END),"
                        + " ARRAY(SELECT enumlabel::text FROM pg_enum e WHERE e.enumtypid = coalesce(b.oid, t.oid)"
                        + " ORDER BY enumsortorder),"
                        + " a.attnotnull OR t.typnotnull, a.atthasdef OR a.attidentity <> '' OR t.typdefault IS NOT NULL,"
                        + " a.attgenerated <> ''"
                        + " FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid"
                        + " LEFT JOIN pg_type b ON b.oid = t.typbasetype AND t.typtype = 'd'"
                        + " WHERE a.attrelid = ? AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum")
                .list(
                        rows -> new TargetColumn(
                                rows.getString(1),
                                rows.getString(2),
                                rows.getInt(3),
                                rows.getString(4),
                                texts(rows.getArray(5)),
                                rows.getBoolean(6),
                                rows.getBoolean(7),
                                rows.getBoolean(8)),
                        oid);
    }

    private List<String> primaryKey(long oid) throws SQLException {
        return query("SELECT a.attname FROM pg_index i, unnest(i.indkey) WITH ORDINALITY k(num, position)"
                        + " JOIN pg_attribute a ON a.attnum = k.num"
                        + " WHERE i.indrelid = ? AND i.indisprimary AND a.attrelid = i.indrelid AND position <= i.indnkeyatts"
                        + " ORDER BY position")
                .list(rows -> rows.getString(1), oid);
    }

    private List<ForeignKey> foreignKeys(long oid) throws SQLException {
        String names = "ARRAY(SELECT a.attname::text FROM unnest(%s) WITH ORDINALITY k(num, position)"
                + " JOIN pg_attribute a ON a.attrelid = %s AND a.attnum = k.num ORDER BY position)";
        return query("SELECT c.conname, " + names.formatted("c.conkey", "c.conrelid") + ", p.relname, "
                        + names.formatted("c.confkey", "c.confrelid") + ", c.condeferrable, c.convalidated"
                        + " FROM pg_constraint c JOIN pg_class p ON p.oid = c.confrelid"
                        + " WHERE c.conrelid = ? AND c.contype = 'f' AND c.conparentid = 0 ORDER BY c.conname")
                .list(
                        rows -> new ForeignKey(
                                rows.getString(1),
                                texts(rows.getArray(2)),
                                rows.getString(3),
                                texts(rows.getArray(4)),
                                rows.getBoolean(5),
                                rows.getBoolean(6)),
                        oid);
    }

    private List<UniqueKey> uniqueKeys(long oid) throws SQLException {
        List<String> foldedColumns = query("SELECT a.attname FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid"
                        + " WHERE a.attrelid = ? AND t.typname = 'citext'")
                .list(rows -> rows.getString(1), oid);
        List<UniqueKey> keys = new ArrayList<>();
        query("SELECT c.relname,"
                        + " ARRAY(SELECT pg_get_indexdef(i.indexrelid, k, false) FROM generate_series(1, i.indnkeyatts) k)"
                        + " FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
                        + " WHERE i.indrelid = ? AND i.indisunique AND i.indpred IS NULL ORDER BY c.relname")
                .forEach(
                        rows -> {
                            List<UniqueKey.Part> parts = parts(texts(rows.getArray(2)), foldedColumns);
                            if (!parts.isEmpty()) {
                                keys.add(new UniqueKey(rows.getString(1), parts));
                            }
                        },
                        oid);
        return keys;
    }

    /** What is compared, or empty if an expression is that nobody but the server can compute. */
    private static List<UniqueKey.Part> parts(List<String> expressions, List<String> foldedColumns) {
        List<UniqueKey.Part> parts = new ArrayList<>();
        for (String expression : expressions) {
            Matcher lower = LOWER.matcher(expression);
            Matcher column = COLUMN.matcher(expression);
            if (lower.matches()) {
                parts.add(new UniqueKey.Part(lower.group(1), true));
            } else if (column.matches()) {
                parts.add(new UniqueKey.Part(column.group(1), foldedColumns.contains(column.group(1))));
            } else {
                return List.of();
            }
        }
        return parts;
    }

    private List<TargetSequence> sequences(long oid, String table) throws SQLException {
        // Those of identities and serial columns, those in a default, and those that an ORM names after the table.
        return query("SELECT DISTINCT ON (s.oid) quote_ident(n.nspname) || '.' || quote_ident(s.relname), a.attname,"
                        + " q.seqstart, q.seqincrement, q.seqmax"
                        + " FROM pg_class s JOIN pg_sequence q ON q.seqrelid = s.oid"
                        + " JOIN pg_namespace n ON n.oid = s.relnamespace JOIN pg_attribute a ON a.attrelid = ?"
                        + " WHERE q.seqincrement > 0 AND a.attnum > 0 AND NOT a.attisdropped AND ("
                        + " EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = s.oid"
                        + " AND d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid"
                        + " AND d.refobjsubid = a.attnum AND d.deptype IN ('a', 'i'))"
                        + " OR EXISTS (SELECT 1 FROM pg_attrdef f JOIN pg_depend d"
                        + " ON d.classid = 'pg_attrdef'::regclass AND d.objid = f.oid"
                        + " AND d.refclassid = 'pg_class'::regclass AND d.refobjid = s.oid"
                        + " WHERE f.adrelid = a.attrelid AND f.adnum = a.attnum)"
                        + " OR n.nspname = ? AND s.relname IN (? || '_seq', ? || '_SEQ', ? || '_' || a.attname || '_seq')"
                        + " AND EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisprimary"
                        + " AND i.indnkeyatts = 1 AND i.indkey[0] = a.attnum)"
                        + " AND a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)) ORDER BY s.oid")
                .list(
                        rows -> new TargetSequence(
                                rows.getString(1),
                                rows.getString(2),
                                rows.getLong(3),
                                rows.getLong(4),
                                rows.getLong(5)),
                        oid,
                        schema,
                        table,
                        table,
                        table);
    }

    private List<String> triggers(long oid) throws SQLException {
        return query("SELECT tgname FROM pg_trigger WHERE tgrelid = ? AND NOT tgisinternal AND tgenabled <> 'D'"
                        + " AND (tgtype & 4) <> 0"
                        + " UNION ALL SELECT rulename FROM pg_rewrite WHERE ev_class = ? AND ev_enabled <> 'D'"
                        + " AND rulename <> '_RETURN' ORDER BY 1")
                .list(rows -> rows.getString(1), oid, oid);
    }

    private List<String> unenforced(long oid) throws SQLException {
        return query("SELECT conname FROM pg_constraint WHERE conrelid = ? AND NOT convalidated"
                        + " UNION ALL SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
                        + " WHERE i.indrelid = ? AND NOT i.indisvalid"
                        + " UNION ALL SELECT DISTINCT c.conname FROM pg_trigger t JOIN pg_constraint c ON c.oid = t.tgconstraint"
                        + " WHERE t.tgrelid = ? AND t.tgisinternal AND t.tgenabled = 'D' ORDER BY 1")
                .list(rows -> rows.getString(1), oid, oid, oid);
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }

    private Query query(String sql) {
        return new Query(connection, sql);
    }

    /** Takes a row of a result. */
    private interface RowOf<T> {
        T of(ResultSet rows) throws SQLException;
    }

    /** Does something with a row of a result. */
    private interface RowAction {
        void accept(ResultSet rows) throws SQLException;
    }

    private record Query(Connection connection, String sql) {
        void forEach(RowAction action, Object... parameters) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int index = 0; index < parameters.length; index++) {
                    statement.setObject(index + 1, parameters[index]);
                }
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        action.accept(rows);
                    }
                }
            }
        }

        <T> List<T> list(RowOf<T> row, Object... parameters) throws SQLException {
            List<T> list = new ArrayList<>();
            forEach(rows -> list.add(row.of(rows)), parameters);
            return list;
        }

        <T> T first(RowOf<T> row, Object... parameters) throws SQLException {
            List<T> list = list(row, parameters);
            return list.isEmpty() ? null : list.get(0);
        }
    }
}
