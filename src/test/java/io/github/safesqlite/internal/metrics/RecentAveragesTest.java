// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.codahale.metrics.Histogram;
import com.codahale.metrics.Meter;
import com.codahale.metrics.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RecentAveragesTest {
    private final ManualClock time = new ManualClock();
    private final RecentClock clock = new RecentClock(time);
    private final Timer timer =
            new Timer(new Meter(new RecentAverages(clock), clock), new Histogram(new WindowReservoir(clock)), clock);
    private final Meter plain = new Meter(time);

    private void event() {
        timer.update(1, TimeUnit.MICROSECONDS);
        plain.mark();
    }

    private void assertSameRates() {
        assertEquals(plain.getOneMinuteRate(), timer.getOneMinuteRate(), 1e-9);
        assertEquals(plain.getFiveMinuteRate(), timer.getFiveMinuteRate(), 1e-9);
        assertEquals(plain.getFifteenMinuteRate(), timer.getFifteenMinuteRate(), 1e-9);
        assertEquals(plain.getMeanRate(), timer.getMeanRate(), 1e-9);
        assertEquals(plain.getCount(), timer.getCount());
    }

    @Test
    void eventReadsTheTimeOnce() {
        int before = time.looks();
        for (int i = 0; i < 10; i++) {
            timer.update(1, TimeUnit.MICROSECONDS);
        }
        assertEquals(10, time.looks() - before);
    }

    @Test
    void ratesAreThoseOfAPlainMeter() {
        for (int second = 0; second < 600; second++) {
            for (int i = 0; i < second % 7; i++) {
                event();
            }
            clock.getTick();
            time.advance(Duration.ofSeconds(1));
        }
        assertSameRates();
    }

    @Test
    void ratesFallWhenNothingHappens() {
        for (int i = 0; i < 1000; i++) {
            event();
            time.advance(Duration.ofMillis(100));
        }
        assertEquals(10, timer.getOneMinuteRate(), 0.5);
        time.advance(Duration.ofMinutes(20));
        assertSameRates();
        assertEquals(0, timer.getOneMinuteRate(), 0.001);
    }
}
