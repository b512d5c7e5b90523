// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.auto;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.springframework.boot.test.autoconfigure.jdbc.JdbcTest;

/** That of Spring Boot 3. */
@JdbcTest
@Retention(RetentionPolicy.RUNTIME)
@interface JdbcSlice {}
