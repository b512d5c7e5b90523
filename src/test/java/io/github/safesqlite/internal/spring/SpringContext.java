// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.spring;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** An application context with auto-configurations and without the rest of Spring Boot, such as its logging. */
final class SpringContext {
    private final Map<String, Object> properties = new LinkedHashMap<>();
    private final Map<String, Object> variables = new LinkedHashMap<>();

    static SpringContext withUrl(String url) {
        return new SpringContext().with("spring.datasource.url", url);
    }

    SpringContext with(String property, Object value) {
        properties.put(property, value);
        return this;
    }

    SpringContext withVariable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    /** Starts it with these configurations, in this order. */
    AnnotationConfigApplicationContext start(Class<?>... configurations) {
        var context = new AnnotationConfigApplicationContext();
        var sources = context.getEnvironment().getPropertySources();
        sources.remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
        sources.replace(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        sources.addFirst(new MapPropertySource("application", properties));
        ConfigurationPropertySources.attach(context.getEnvironment());
        context.register(configurations);
        try {
            context.refresh();
            return context;
        } catch (RuntimeException failure) {
            context.close();
            throw failure;
        }
    }
}
