// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.night;

import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.batch.core.Job;
import org.springframework.batch.core.Step;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.launch.support.RunIdIncrementer;
import org.springframework.batch.core.partition.support.Partitioner;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.item.ExecutionContext;
import org.springframework.batch.item.database.JdbcBatchItemWriter;
import org.springframework.batch.item.database.JdbcCursorItemReader;
import org.springframework.batch.item.database.JdbcPagingItemReader;
import org.springframework.batch.item.database.Order;
import org.springframework.batch.item.database.builder.JdbcBatchItemWriterBuilder;
import org.springframework.batch.item.database.builder.JdbcCursorItemReaderBuilder;
import org.springframework.batch.item.database.builder.JdbcPagingItemReaderBuilder;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.transaction.PlatformTransactionManager;

/** Invoices all that was delivered with a cursor over it, then prints the invoices in four partitions at once. */
@Configuration
class NightJob {
    private static final int PARTITIONS = 4;

    @Bean
    Job night(JobRepository repository, Step invoice, Step print) {
        return new JobBuilder("night", repository)
                .incrementer(new RunIdIncrementer())
                .start(invoice)
                .next(print)
                .build();
    }

    @Bean
    Step invoice(
            JobRepository repository,
            PlatformTransactionManager transactions,
            JdbcCursorItemReader<Delivery> deliveries,
            JdbcBatchItemWriter<Delivery> invoices) {
        return new StepBuilder("invoice", repository)
                .<Delivery, Delivery>chunk(10, transactions)
                .reader(deliveries)
                .writer(invoices)
                .build();
    }

    @Bean
    Step print(JobRepository repository, Step printPartition) {
        Partitioner byRemainder = size -> {
            Map<String, ExecutionContext> partitions = new HashMap<>();
            for (int i = 0; i < size; i++) {
                var context = new ExecutionContext();
                context.putInt("remainder", i);
                partitions.put("partition" + i, context);
            }
            return partitions;
        };
        return new StepBuilder("print", repository)
                .partitioner("printPartition", byRemainder)
                .step(printPartition)
                .gridSize(PARTITIONS)
                .taskExecutor(new SimpleAsyncTaskExecutor("print-"))
                .build();
    }

    @Bean
    Step printPartition(
            JobRepository repository,
            PlatformTransactionManager transactions,
            JdbcPagingItemReader<Delivery> invoiced,
            JdbcBatchItemWriter<Delivery> printed) {
        return new StepBuilder("printPartition", repository)
                .<Delivery, Delivery>chunk(10, transactions)
                .reader(invoiced)
                .writer(printed)
                .build();
    }

    @Bean
    JdbcCursorItemReader<Delivery> deliveries(DataSource dataSource) {
        return new JdbcCursorItemReaderBuilder<Delivery>()
                .name("deliveries")
                .dataSource(dataSource)
                .sql("SELECT id, customer FROM delivery WHERE id NOT IN (SELECT id FROM invoice) ORDER BY id")
                .rowMapper((row, number) -> new Delivery(row.getInt("id"), row.getString("customer")))
                .build();
    }

    @Bean
    JdbcBatchItemWriter<Delivery> invoices(DataSource dataSource) {
        return new JdbcBatchItemWriterBuilder<Delivery>()
                .dataSource(dataSource)
                .sql("INSERT INTO invoice (id, customer) VALUES (?, ?)")
                .itemPreparedStatementSetter((delivery, statement) -> {
                    statement.setInt(1, delivery.id());
                    statement.setString(2, delivery.customer());
                })
                .build();
    }

    @Bean
    @StepScope
    JdbcPagingItemReader<Delivery> invoiced(
            DataSource dataSource, @Value("#{stepExecutionContext['remainder']}") Integer remainder) throws Exception {
        return new JdbcPagingItemReaderBuilder<Delivery>()
                .name("invoiced")
                .dataSource(dataSource)
                .selectClause("SELECT id, customer")
                .fromClause("FROM invoice")
                .whereClause("WHERE id % " + PARTITIONS + " = " + remainder)
                .sortKeys(Map.of("id", Order.ASCENDING))
                .pageSize(7)
                .rowMapper((row, number) -> new Delivery(row.getInt("id"), row.getString("customer")))
                .build();
    }

    @Bean
    JdbcBatchItemWriter<Delivery> printed(DataSource dataSource) {
        return new JdbcBatchItemWriterBuilder<Delivery>()
                .dataSource(dataSource)
                .sql("UPDATE invoice SET printed = printed + 1 WHERE id = ?")
                .itemPreparedStatementSetter((delivery, statement) -> statement.setInt(1, delivery.id()))
                .build();
    }
}
