// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.proxy;

import io.github.safesqlite.internal.session.Session;
import io.github.safesqlite.internal.session.SessionClientInfo;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The database metadata that a caller holds. What opens a result set is written out, so that it is tracked like any
 * other; the rest are constants of the driver.
 */
abstract class DatabaseMetaDataProxy implements DatabaseMetaData {
    private final ConnectionProxy connection;
    private final Session session;

    DatabaseMetaDataProxy(ConnectionProxy connection, Session session) {
        this.connection = connection;
        this.session = session;
    }

    /** What the generated methods call. */
    protected DatabaseMetaData delegate() throws SQLException {
        return session.driver().run(Connection::getMetaData);
    }

    /** A question that a result set answers. */
    private interface Question {
        ResultSet ask(DatabaseMetaData driver) throws SQLException;
    }

    private ResultSet query(Question question) throws SQLException {
        return Proxies.resultSet(null, session.driver().query(driver -> question.ask(driver.getMetaData())));
    }

    private ResultSet querySchema(Question question) throws SQLException {
        return Proxies.resultSet(null, session.driver().querySchema(driver -> question.ask(driver.getMetaData())));
    }

    @Override
    public Connection getConnection() {
        return connection;
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return Unwrapping.self(this, type);
    }

    @Override
    public ResultSet getProcedures(@Nullable String catalog, @Nullable String schema, @Nullable String procedure)
            throws SQLException {
        return query(driver -> driver.getProcedures(catalog, schema, procedure));
    }

    @Override
    public ResultSet getProcedureColumns(
            @Nullable String catalog, @Nullable String schema, @Nullable String procedure, @Nullable String column)
            throws SQLException {
        return query(driver -> driver.getProcedureColumns(catalog, schema, procedure, column));
    }

    @Override
    public ResultSet getTables(
            @Nullable String catalog, @Nullable String schema, @Nullable String table, String @Nullable [] types)
            throws SQLException {
        return querySchema(driver -> driver.getTables(catalog, schema, table, types));
    }

    @Override
    public ResultSet getSchemas() throws SQLException {
        return query(driver -> driver.getSchemas());
    }

    @Override
    public ResultSet getCatalogs() throws SQLException {
        return query(DatabaseMetaData::getCatalogs);
    }

    @Override
    public ResultSet getTableTypes() throws SQLException {
        return query(DatabaseMetaData::getTableTypes);
    }

    @Override
    public ResultSet getColumns(
            @Nullable String catalog, @Nullable String schema, @Nullable String table, @Nullable String column)
            throws SQLException {
        return querySchema(driver -> driver.getColumns(catalog, schema, table, column));
    }

    @Override
    public ResultSet getColumnPrivileges(
            @Nullable String catalog, @Nullable String schema, @Nullable String table, @Nullable String column)
            throws SQLException {
        return query(driver -> driver.getColumnPrivileges(catalog, schema, table, column));
    }

    @Override
    public ResultSet getTablePrivileges(@Nullable String catalog, @Nullable String schema, @Nullable String table)
            throws SQLException {
        return query(driver -> driver.getTablePrivileges(catalog, schema, table));
    }

    @Override
    public ResultSet getBestRowIdentifier(
            @Nullable String catalog, @Nullable String schema, @Nullable String table, int scope, boolean nullable)
            throws SQLException {
        return query(driver -> driver.getBestRowIdentifier(catalog, schema, table, scope, nullable));
    }

    @Override
    public ResultSet getVersionColumns(@Nullable String catalog, @Nullable String schema, @Nullable String table)
            throws SQLException {
        return query(driver -> driver.getVersionColumns(catalog, schema, table));
    }

    @Override
    public ResultSet getPrimaryKeys(@Nullable String catalog, @Nullable String schema, @Nullable String table)
            throws SQLException {
        return querySchema(driver -> driver.getPrimaryKeys(catalog, schema, table));
    }

    @Override
    public ResultSet getImportedKeys(@Nullable String catalog, @Nullable String schema, @Nullable String table)
            throws SQLException {
        return querySchema(driver -> driver.getImportedKeys(catalog, schema, table));
    }

    @Override
    public ResultSet getExportedKeys(@Nullable String catalog, @Nullable String schema, @Nullable String table)
            throws SQLException {
        return querySchema(driver -> driver.getExportedKeys(catalog, schema, table));
    }

    @Override
    public ResultSet getCrossReference(
            @Nullable String parentCatalog,
            @Nullable String parentSchema,
            @Nullable String parentTable,
            @Nullable String foreignCatalog,
            @Nullable String foreignSchema,
            @Nullable String foreignTable)
            throws SQLException {
        return querySchema(driver -> driver.getCrossReference(
                parentCatalog, parentSchema, parentTable, foreignCatalog, foreignSchema, foreignTable));
    }

    @Override
    public ResultSet getTypeInfo() throws SQLException {
        return query(DatabaseMetaData::getTypeInfo);
    }

    @Override
    public ResultSet getIndexInfo(
            @Nullable String catalog,
            @Nullable String schema,
            @Nullable String table,
            boolean unique,
            boolean approximate)
            throws SQLException {
        return querySchema(driver -> driver.getIndexInfo(catalog, schema, table, unique, approximate));
    }

    @Override
    public ResultSet getUDTs(
            @Nullable String catalog, @Nullable String schema, @Nullable String type, int @Nullable [] types)
            throws SQLException {
        return query(driver -> driver.getUDTs(catalog, schema, type, types));
    }

    @Override
    public ResultSet getSuperTypes(@Nullable String catalog, @Nullable String schema, @Nullable String type)
            throws SQLException {
        return query(driver -> driver.getSuperTypes(catalog, schema, type));
    }

    @Override
    public ResultSet getSuperTables(@Nullable String catalog, @Nullable String schema, @Nullable String table)
            throws SQLException {
        return query(driver -> driver.getSuperTables(catalog, schema, table));
    }

    @Override
    public ResultSet getAttributes(
            @Nullable String catalog, @Nullable String schema, @Nullable String type, @Nullable String attribute)
            throws SQLException {
        return query(driver -> driver.getAttributes(catalog, schema, type, attribute));
    }

    @Override
    public ResultSet getSchemas(@Nullable String catalog, @Nullable String schema) throws SQLException {
        return query(driver -> driver.getSchemas(catalog, schema));
    }

    @Override
    public ResultSet getClientInfoProperties() throws SQLException {
        return Proxies.resultSet(null, session.driver().query(SessionClientInfo::properties));
    }

    @Override
    public ResultSet getFunctions(@Nullable String catalog, @Nullable String schema, @Nullable String function)
            throws SQLException {
        return query(driver -> driver.getFunctions(catalog, schema, function));
    }

    @Override
    public ResultSet getFunctionColumns(
            @Nullable String catalog, @Nullable String schema, @Nullable String function, @Nullable String column)
            throws SQLException {
        return query(driver -> driver.getFunctionColumns(catalog, schema, function, column));
    }

    @Override
    public ResultSet getPseudoColumns(
            @Nullable String catalog, @Nullable String schema, @Nullable String table, @Nullable String column)
            throws SQLException {
        return query(driver -> driver.getPseudoColumns(catalog, schema, table, column));
    }
}
