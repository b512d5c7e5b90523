// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.junit;

import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.junit.LeakLedger.Owner;
import io.github.safesqlite.snapshot.DataSourceSnapshot;
import java.lang.reflect.AnnotatedElement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Fails a test that leaves a connection open, with what is on it (transaction, write gate, result sets), or that closes one
 * with a statement, a result set or a transaction that has written still open. The failure's cause is the stack of the
 * acquisition. It looks at every DataSource of this library in the JVM, also those that the test did not build.
 *
 * <p>{@code @ExtendWith(LeakExtension.class)}, or {@code @RegisterExtension} with options, or for all tests with
 * {@code junit.jupiter.extensions.autodetection.enabled=true}. A connection of {@code @BeforeAll} may stay open until
 * {@code @AfterAll}. A test with {@link AllowLeaks} may leak. What has leaked is taken back, so that the next test can work.
 */
public final class LeakExtension implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private static final Log LOG = Log.named("io.github.safesqlite.junit");
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(LeakExtension.class);

    private final Duration grace;
    private final Set<DataSourceSnapshot.Kind> kinds;

    /** Creates an extension with {@link LeakAssertions#DEFAULT_GRACE} that ignores connections of the JDBC driver. */
    public LeakExtension() {
        this(LeakAssertions.DEFAULT_GRACE, EnumSet.of(DataSourceSnapshot.Kind.POOL, DataSourceSnapshot.Kind.WRAPPED));
    }

    private LeakExtension(Duration grace, Set<DataSourceSnapshot.Kind> kinds) {
        this.grace = grace;
        this.kinds = kinds;
    }

    /** Returns an extension that gives work that is about to finish this much time. */
    public LeakExtension withGrace(Duration newGrace) {
        return new LeakExtension(newGrace, kinds);
    }

    /**
     * Returns an extension that also checks connections of {@code jdbc:safesqlite:} URLs. Do not use it if another pool
     * opens them: those stay open on purpose.
     */
    public LeakExtension withDriverConnections() {
        return new LeakExtension(grace, EnumSet.allOf(DataSourceSnapshot.Kind.class));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        enter(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        enter(context);
    }

    @Override
    public void afterEach(ExtensionContext context) throws InterruptedException {
        leave(context);
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        leave(context);
    }

    private static void enter(ExtensionContext context) {
        reasonToAllow(context);
        Owner owner = LeakLedger.shared()
                .enter(context.getRequiredTestClass().getSimpleName()
                        + context.getTestMethod()
                                .map(method -> "." + method.getName())
                                .orElse(""));
        context.getStore(NAMESPACE).put(context.getUniqueId(), owner);
    }

    private void leave(ExtensionContext context) throws InterruptedException {
        Owner owner = context.getStore(NAMESPACE).remove(context.getUniqueId(), Owner.class);
        if (owner == null) {
            return;
        }
        List<Runnable> takeBacks = new ArrayList<>();
        List<Leak> leaks;
        try {
            leaks = LeakLedger.shared().leaksOf(owner, grace.toNanos(), kinds, takeBacks);
            takeBacks.forEach(Runnable::run);
        } finally {
            LeakLedger.shared().leave(owner);
        }
        if (leaks.isEmpty()) {
            return;
        }
        LeakError error = LeakError.of(owner.name(), leaks);
        String reason = reasonToAllow(context);
        if (reason == null) {
            throw error;
        }
        LOG.atInfo()
                .addKeyValue("test", owner.name())
                .addKeyValue("reason", reason)
                .log("{} may leak ({}): {}", owner.name(), reason, error.getMessage());
    }

    private static @Nullable String reasonToAllow(ExtensionContext context) {
        AllowLeaks allowed = annotationOf(context.getElement().orElse(null));
        if (allowed == null) {
            allowed = annotationOf(context.getTestClass().orElse(null));
        }
        if (allowed != null && allowed.value().isBlank()) {
            throw new ExtensionConfigurationException("@AllowLeaks needs a reason: " + context.getDisplayName());
        }
        return allowed == null ? null : allowed.value();
    }

    private static @Nullable AllowLeaks annotationOf(@Nullable AnnotatedElement element) {
        return AnnotationSupport.findAnnotation(element, AllowLeaks.class).orElse(null);
    }
}
