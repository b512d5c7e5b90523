// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** How a Spring Boot application is given the database, by its properties alone. */
public enum Boot {
    /** HikariCP over our URL, because a property asks for it. */
    URL("hikari"),

    /** Our DataSource, which Spring Boot takes by itself for the URL of the plain driver. */
    OWN_DATA_SOURCE;

    private final String[] profiles;

    Boot(String... profiles) {
        this.profiles = profiles;
    }

    /** Starts an application without web server. */
    public ConfigurableApplicationContext start(Class<?> application, Path file, String... more) {
        return start(WebApplicationType.NONE, application, file, more);
    }

    /** Starts an application on a free port. */
    public ConfigurableApplicationContext startServer(Class<?> application, Path file, String... more) {
        return start(WebApplicationType.SERVLET, application, file, more);
    }

    private ConfigurableApplicationContext start(
            WebApplicationType type, Class<?> application, Path file, String... more) {
        List<String> all = new ArrayList<>(List.of(more));
        all.add("DATABASE_FILE=" + file);
        return new SpringApplicationBuilder(application)
                .web(type)
                .registerShutdownHook(false)
                .profiles(profiles)
                .properties(all.toArray(String[]::new))
                .run();
    }
}
