// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.auto;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.springframework.boot.test.autoconfigure.orm.jpa.DataJpaTest;

/** That of Spring Boot 3. */
@DataJpaTest
@Retention(RetentionPolicy.RUNTIME)
@interface JpaSlice {}
