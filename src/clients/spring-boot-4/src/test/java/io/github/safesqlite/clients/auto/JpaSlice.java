// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.auto;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;

/** That of Spring Boot 4. */
@DataJpaTest
@Retention(RetentionPolicy.RUNTIME)
@interface JpaSlice {}
