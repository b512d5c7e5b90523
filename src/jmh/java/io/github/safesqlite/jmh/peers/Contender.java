// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh.peers;

import com.mchange.v2.c3p0.ComboPooledDataSource;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.apache.tomcat.jdbc.pool.PoolProperties;
import org.vibur.dbcp.ViburDBCPDataSource;

/** Who takes part. All use WAL; what they open is AutoCloseable or has a close of its own. Stateless. */
enum Contender {
    /** One connection of the driver with kept statements, used by one thread: what a row is compared with. */
    RAW {
        @Override
        DataSources open(Path file, String synchronous) throws Exception {
            HikariDataSource one = hikari(file, synchronous, 1, "");
            return DataSources.of(one);
        }
    },
    /** This library with its defaults. */
    SAFE {
        @Override
        DataSources open(Path file, String synchronous) throws Exception {
            return safe(config(file, synchronous));
        }
    },
    /** The same without a stack for each checkout. */
    SAFE_STACKS_OFF {
        @Override
        DataSources open(Path file, String synchronous) throws Exception {
            return safe(config(file, synchronous).leakDetectionThresholdOff());
        }
    },
    /** With the option for several processes. */
    SAFE_PROCESS_GATE {
        @Override
        DataSources open(Path file, String synchronous) throws Exception {
            return safe(config(file, synchronous).processGate(true));
        }

        @Override
        boolean takesPart(Workload workload) {
            return workload == Workload.READ_THEN_WRITE;
        }
    },
    /** With the option that lets commits share a sync. */
    SAFE_SHARED_SYNC {
        @Override
        DataSources open(Path file, String synchronous) throws Exception {
            return safe(config(file, synchronous).sharedSync(true));
        }

        @Override
        boolean takesPart(Workload workload) {
            return workload.synchronous.equals("FULL");
        }
    },
    /** HikariCP around our driver. */
    SAFE_BY_URL {
        @Override
        DataSources open(Path file, String synchronous) {
            HikariConfig config = new HikariConfig();
            config.setDriverClassName("io.github.safesqlite.SafeSqliteDriver");
            config.setJdbcUrl("jdbc:safesqlite:" + file + "?synchronous=" + synchronous);
            config.setMaximumPoolSize(SIZE);
            HikariDataSource pool = new HikariDataSource(config);
            return DataSources.of(pool);
        }
    },
    /** This library around HikariCP. */
    SAFE_WRAPPING {
        @Override
        DataSources open(Path file, String synchronous) throws Exception {
            HikariDataSource pool = hikari(file, synchronous, SIZE, "");
            ConcurrencySafeSqliteDataSource safe = ConcurrencySafeSqliteDataSource.wrap(
                    pool, SqliteConfig.builder(file).build());
            return new DataSources(safe, safe, () -> {
                safe.close();
                pool.close();
            });
        }
    },
    /** HikariCP with ten connections. */
    HIKARI {
        @Override
        DataSources open(Path file, String synchronous) {
            HikariDataSource pool = hikari(file, synchronous, SIZE, "");
            return DataSources.of(pool);
        }
    },
    /** The same with transactions that lock at BEGIN. */
    HIKARI_IMMEDIATE {
        @Override
        DataSources open(Path file, String synchronous) {
            HikariDataSource pool = hikari(file, synchronous, SIZE, IMMEDIATE);
            return DataSources.of(pool);
        }
    },
    /** HikariCP with one connection. */
    HIKARI_ONE {
        @Override
        DataSources open(Path file, String synchronous) {
            HikariDataSource pool = hikari(file, synchronous, 1, "");
            return DataSources.of(pool);
        }
    },
    /** HikariCP twice: one connection for those that write, ten for those that read. */
    TWO_POOLS {
        @Override
        DataSources open(Path file, String synchronous) {
            HikariDataSource writer = hikari(file, synchronous, 1, IMMEDIATE);
            HikariDataSource readers = hikari(file, synchronous, SIZE, "");
            return new DataSources(writer, readers, () -> {
                writer.close();
                readers.close();
            });
        }
    },
    /** Agroal. */
    AGROAL {
        @Override
        DataSources open(Path file, String synchronous) throws Exception {
            AgroalDataSource pool = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                    .connectionPoolConfiguration(pooled -> pooled.maxSize(SIZE)
                            .connectionFactoryConfiguration(connections -> connections
                                    .connectionProviderClassName(DRIVER)
                                    .jdbcUrl(url(file, synchronous, IMMEDIATE)))));
            return DataSources.of(pool);
        }
    },
    /** Vibur with its statement cache. */
    VIBUR {
        @Override
        DataSources open(Path file, String synchronous) {
            ViburDBCPDataSource pool = new ViburDBCPDataSource();
            pool.setDriverClassName(DRIVER);
            pool.setJdbcUrl(url(file, synchronous, IMMEDIATE));
            pool.setUsername("");
            pool.setPassword("");
            pool.setPoolInitialSize(1);
            pool.setPoolMaxSize(SIZE);
            pool.setStatementCacheMaxSize(50);
            pool.start();
            return DataSources.of(pool);
        }
    },
    /** Commons DBCP with its statement pool. */
    DBCP {
        @Override
        DataSources open(Path file, String synchronous) {
            BasicDataSource pool = new BasicDataSource();
            pool.setDriverClassName(DRIVER);
            pool.setUrl(url(file, synchronous, IMMEDIATE));
            pool.setMaxTotal(SIZE);
            pool.setMaxIdle(SIZE);
            pool.setPoolPreparedStatements(true);
            return DataSources.of(pool);
        }
    },
    /** Tomcat's pool. */
    TOMCAT {
        @Override
        DataSources open(Path file, String synchronous) {
            PoolProperties properties = new PoolProperties();
            properties.setUrl(url(file, synchronous, IMMEDIATE));
            properties.setDriverClassName(DRIVER);
            properties.setMaxActive(SIZE);
            properties.setMaxIdle(SIZE);
            properties.setInitialSize(1);
            properties.setMinIdle(1);
            var pool = new org.apache.tomcat.jdbc.pool.DataSource(properties);
            return new DataSources(pool, pool, pool::close);
        }
    },
    /** c3p0 with its statement cache. */
    C3P0 {
        @Override
        DataSources open(Path file, String synchronous) throws Exception {
            ComboPooledDataSource pool = new ComboPooledDataSource();
            pool.setDriverClass(DRIVER);
            pool.setJdbcUrl(url(file, synchronous, IMMEDIATE));
            pool.setMinPoolSize(1);
            pool.setInitialPoolSize(1);
            pool.setMaxPoolSize(SIZE);
            pool.setMaxStatementsPerConnection(50);
            return new DataSources(pool, pool, pool::close);
        }
    };

    private static final int SIZE = 10;

    /** By its name: DriverManager does not see what this class loader has. */
    private static final String DRIVER = "org.sqlite.JDBC";

    private static final String IMMEDIATE = "&transaction_mode=IMMEDIATE";

    abstract DataSources open(Path file, String synchronous) throws Exception;

    /** Whether its own work is what the others are compared with. */
    boolean isBare() {
        return this == RAW;
    }

    /** Whether it differs from the others there. */
    boolean takesPart(Workload workload) {
        return true;
    }

    private static String url(Path file, String synchronous, String more) {
        return "jdbc:sqlite:" + file + "?journal_mode=WAL&busy_timeout=60000&synchronous=" + synchronous + more;
    }

    private static HikariDataSource hikari(Path file, String synchronous, int size, String more) {
        HikariConfig config = new HikariConfig();
        config.setDriverClassName(DRIVER);
        config.setJdbcUrl(url(file, synchronous, more));
        config.setMaximumPoolSize(size);
        return new HikariDataSource(config);
    }

    private static SqliteConfigBuilder config(Path file, String synchronous) {
        return SqliteConfig.builder(file).maximumPoolSize(SIZE).pragma("synchronous", synchronous);
    }

    private static DataSources safe(SqliteConfigBuilder config) throws Exception {
        var safe = new ConcurrencySafeSqliteDataSource(config.build());
        return DataSources.of(safe);
    }

    /** Where connections come from: for work that writes, and for work that only reads. */
    record DataSources(DataSource writing, DataSource reading, AutoCloseable owner) {
        /** One pool for both, which closes itself. */
        static <P extends DataSource & AutoCloseable> DataSources of(P pool) {
            return new DataSources(pool, pool, pool);
        }
    }
}
