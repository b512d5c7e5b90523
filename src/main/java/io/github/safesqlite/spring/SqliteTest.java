// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.spring;

import io.github.safesqlite.junit.AllowLeaks;
import io.github.safesqlite.junit.LeakExtension;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Gives a Spring Boot test a database file of its own, and fails a test that leaks a connection. Use it beside
 * {@code @SpringBootTest}, {@code @DataJpaTest}, {@code @JdbcTest} or another slice with a database:
 *
 * <pre>{@code
 * @DataJpaTest
 * @SqliteTest
 * class OrdersTest { … }
 * }</pre>
 *
 * <p>The file is empty, and the application makes its tables as usual. It takes the place of the file in
 * {@code spring.datasource.url}; the parameters of a URL of SQLite are kept. Spring Boot replaces the DataSource with no embedded
 * database. Each test class has its own application context and file; {@code @Nested} classes share those of the class around
 * them. The file is deleted when Spring closes the context.
 *
 * <p>A test that leaks fails as with {@link LeakExtension}; {@link AllowLeaks} allows it. JDBC connections of
 * {@code jdbc:safesqlite:} URLs that another pool opens are not checked.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(LeakExtension.class)
@ImportAutoConfiguration
public @interface SqliteTest {}
