// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.auto;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.springframework.boot.jdbc.test.autoconfigure.JdbcTest;

/** That of Spring Boot 4. */
@JdbcTest
@Retention(RetentionPolicy.RUNTIME)
@interface JdbcSlice {}
