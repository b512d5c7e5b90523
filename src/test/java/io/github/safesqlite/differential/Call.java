// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

/** What a step calls. */
enum Call {
    OPEN("getConnection"),
    CREATE_STATEMENT("createStatement"),
    PREPARE("prepareStatement"),
    TURN_AUTO_COMMIT_OFF("setAutoCommit"),
    TURN_AUTO_COMMIT_ON("setAutoCommit"),
    COMMIT("commit"),
    ROLLBACK("rollback"),
    SET_SAVEPOINT("setSavepoint"),
    ROLLBACK_TO("rollback"),
    RELEASE("releaseSavepoint"),
    TURN_READ_ONLY_ON("setReadOnly"),
    TURN_READ_ONLY_OFF("setReadOnly"),
    SET_ISOLATION("setTransactionIsolation"),
    NATIVE_SQL("nativeSQL"),
    METADATA("getMetaData"),

    EXECUTE("execute"),
    EXECUTE_QUERY("executeQuery"),
    EXECUTE_UPDATE("executeUpdate"),
    EXECUTE_LARGE_UPDATE("executeLargeUpdate"),
    /** With the indexes or names of the columns of the keys. */
    EXECUTE_UPDATE_FOR_COLUMNS("executeUpdate"),
    /** Of a text with several statements, and all its results. */
    EXECUTE_SCRIPT("executeAndReadResults"),
    ADD_BATCH("addBatch"),
    CLEAR_BATCH("clearBatch"),
    EXECUTE_BATCH("executeBatch"),
    EXECUTE_LARGE_BATCH("executeLargeBatch"),
    SET_PARAMETER("set"),
    CLEAR_PARAMETERS("clearParameters"),
    PARAMETER_METADATA("getParameterMetaData"),

    GET_RESULT_SET("getResultSet"),
    GET_UPDATE_COUNT("getUpdateCount"),
    GET_LARGE_UPDATE_COUNT("getLargeUpdateCount"),
    GET_MORE_RESULTS("getMoreResults"),
    /** With {@code KEEP_CURRENT_RESULT}. */
    GET_MORE_RESULTS_KEEPING("getMoreResults"),
    GET_KEYS("getGeneratedKeys"),
    SET_MAX_ROWS("setMaxRows"),
    SET_FETCH_SIZE("setFetchSize"),
    CLOSE_ON_COMPLETION("closeOnCompletion"),

    /** Rows of a result set, through {@code next} and getters. */
    READ("read"),
    /** The columns of a result set or of a prepared statement. */
    COLUMNS("getMetaData"),
    CLOSE("close"),
    IS_CLOSED("isClosed"),
    /** Any other getter; the step says which. */
    GET(""),

    /** The end of every program. */
    CLOSE_ALL("close"),
    /** What the database holds after that. */
    CONTENT("content");

    private final String method;

    Call(String method) {
        this.method = method;
    }

    /** The method, or how it is shown. */
    String method() {
        return method;
    }

    /** Whether it runs SQL through a statement. */
    boolean executes() {
        return switch (this) {
            case EXECUTE, EXECUTE_QUERY, EXECUTE_SCRIPT -> true;
            default -> isUpdate() || isBatch();
        };
    }

    /** Whether it runs SQL and answers with the number of changed rows. */
    boolean isUpdate() {
        return this == EXECUTE_UPDATE || this == EXECUTE_LARGE_UPDATE || this == EXECUTE_UPDATE_FOR_COLUMNS;
    }

    /** Whether it runs a batch. */
    boolean isBatch() {
        return this == EXECUTE_BATCH || this == EXECUTE_LARGE_BATCH;
    }

    /** Whether it asks a statement for the number of rows that it changed. */
    boolean asksForCount() {
        return this == GET_UPDATE_COUNT || this == GET_LARGE_UPDATE_COUNT;
    }

    /** Whether it goes through the results of a statement. */
    boolean asksForResults() {
        return this == GET_RESULT_SET || this == GET_MORE_RESULTS || this == GET_MORE_RESULTS_KEEPING;
    }
}
