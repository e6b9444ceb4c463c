package io.movein.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.movein.contract.Codec;
import io.movein.runtime.Kafka;
import java.io.IOException;
import java.net.IDN;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What decides has no I/O, a service knows no other service, and no product code knows a stand-in. */
class LayersTest {
    /** But for the spelling of international names, which is a table. */
    private static final String[] IO = {
        "java.io..",
        "java.net..",
        "java.net.http..",
        "java.nio.file..",
        "java.sql..",
        "java.util.concurrent..",
        "org.slf4j..",
        "org.apache.kafka..",
        "io.kubernetes..",
        "org.kohsuke..",
        "io.micronaut..",
        "io.micrometer..",
        "io.movein.runtime..",
        "io.movein.github.."
    };

    private static JavaClasses product;

    @BeforeAll
    static void read() {
        product = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.movein");
    }

    @Test
    void reviewDecidesWithoutIo() {
        noClasses()
                .that()
                .resideInAnyPackage("io.movein.review.lifecycle", "io.movein.review.policy", "io.movein.review.plan..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(IO).and(not(type(IDN.class))))
                .check(product);
    }

    @Test
    void whatIsReadOfAnIssueIsDerivedWithoutIo() {
        noClasses()
                .that()
                .resideInAnyPackage("io.movein.intake.form", "io.movein.intake.issue")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.net.http..",
                        "java.nio.file..",
                        "java.sql..",
                        "org.apache.kafka..",
                        "io.micronaut..",
                        "org.kohsuke..",
                        "io.micrometer..")
                .check(product);
    }

    @Test
    void noDecisionReadsAClockOrMakesAnId() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.movein.review.lifecycle",
                        "io.movein.review.policy",
                        "io.movein.review.plan..",
                        "io.movein.intake.form")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .check(product);
    }

    @Test
    void aServiceKnowsNoOtherService() {
        slices().matching("io.movein.(intake|review|runner|reporter)..")
                .should()
                .notDependOnEachOther()
                .check(product);
    }

    @Test
    void aStoreKnowsNoOtherStore() {
        slices().matching("io.movein.store.(*)..")
                .should()
                .notDependOnEachOther()
                .check(product);
    }

    @Test
    void aStoreKnowsNoProgram() {
        noClasses()
                .that()
                .resideInAPackage("io.movein.store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.movein.storage..",
                        "io.movein.tier..",
                        "io.movein.live..",
                        "io.movein.gateway..",
                        "io.movein.process.cli..",
                        "io.movein.process.run..")
                .check(product);
    }

    @Test
    void theKitKnowsNoStoreAndNoProgramAndNoServiceOfMovein() {
        classes()
                .that()
                .resideInAPackage("io.movein.process..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.movein.process..",
                        "java..",
                        "javax.net..",
                        "jdk.net..",
                        "tools.jackson..",
                        "com.fasterxml.jackson.annotation..",
                        "com.networknt.schema..",
                        "org.snakeyaml.engine..",
                        "io.github.bucket4j..",
                        "dev.failsafe..",
                        "com.github.luben.zstd..",
                        "picocli..",
                        "me.tongfei.progressbar..",
                        "org.sqlite..",
                        "org.jspecify..")
                .because("a store that the kit knew would be in every program")
                .check(product);
    }

    @Test
    void thePackagesOfTheKitDependInOneDirection() {
        slices().matching("io.movein.process.(*)..").should().beFreeOfCycles().check(product);
    }

    @Test
    void aProgramKnowsNoOtherProgram() {
        slices().matching("io.movein.(storage|tier|live)..")
                .should()
                .notDependOnEachOther()
                .check(product);
    }

    @Test
    void aProgramKnowsNoDriverThatAStoreHas() {
        knowsNone("io.movein.tier..", "org.postgresql..", "java.sql..");
        knowsNone("io.movein.live..", "io.movein.store.objects..", "io.lettuce..", "com.moilioncircle..");
        knowsNone("io.movein.gateway..", "io.movein.live..", "io.movein.store..", "io.lettuce..");
    }

    @Test
    void theGatewaysProtocolKnowsNothingOfTenants() {
        knowsNone("io.movein.gateway.resp..", "io.movein.gateway", "io.movein.process..");
    }

    private static void knowsNone(String from, String... packages) {
        noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages)
                .check(product);
    }

    /** So that a rule of the stores holds for each. */
    @Test
    void everyStoreIsLookedAt() throws IOException {
        try (var stores = Files.list(Path.of("../../processes/stores"))) {
            assertThat(stores.map(folder -> "io.movein.store." + folder.getFileName()))
                    .isNotEmpty()
                    .allMatch(product::containPackage);
        }
    }

    @Test
    void noProductCodeKnowsAStandIn() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.movein.intake..",
                        "io.movein.review..",
                        "io.movein.runner..",
                        "io.movein.reporter..",
                        "io.movein.runtime..",
                        "io.movein.github..",
                        "io.movein.contract..",
                        "io.movein.process..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.movein.standin..", "io.movein.testkit..")
                .check(product);
    }

    @Test
    void noProgramKnowsTheTestKit() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.movein.testkit")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.movein.testkit")
                .check(product);
    }

    @Test
    void aStandInKnowsNoProductCode() {
        noClasses()
                .that()
                .resideInAPackage("io.movein.standin..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.movein.intake..",
                        "io.movein.review..",
                        "io.movein.runner..",
                        "io.movein.reporter..",
                        "io.movein.runtime..",
                        "io.movein.contract..")
                .check(product);
    }

    /** With a registry the public topics are in another format, so whoever reads Kafka takes the codec of its settings. */
    @Test
    void nobodyMakesACodecThatKnowsNoRegistry() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.movein.contract..")
                .and()
                .doNotBelongToAnyOf(Kafka.class)
                .should()
                .callConstructor(Codec.class)
                .check(product);
    }

    /** It may have a single thread, and whoever waits there holds up all that Kafka, Lettuce or we ourselves leave to it. */
    @Test
    void nothingIsLeftToTheCommonPool() {
        noClasses()
                .should()
                .callMethod(CompletableFuture.class, "supplyAsync", Supplier.class)
                .orShould()
                .callMethod(CompletableFuture.class, "runAsync", Runnable.class)
                .orShould()
                .callMethod(Collection.class, "parallelStream")
                .check(product);
    }

    /** The client gives up by the wall clock: where that is set back by a day, a day later. */
    @Test
    void noServiceWaitsForKafkaWithoutALimit() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.movein.runtime..",
                        "io.movein.intake..",
                        "io.movein.review..",
                        "io.movein.runner..",
                        "io.movein.reporter..")
                .should()
                .callMethod(KafkaFuture.class, "get")
                .because("KafkaAnswers waits by the monotonic clock")
                .check(product);
    }

    @Test
    void noPackagesGoInCircles() {
        for (var service : new String[] {"intake", "review", "runner", "reporter"}) {
            slices().matching("io.movein." + service + ".(*)..")
                    .should()
                    .beFreeOfCycles()
                    .check(product);
        }
    }
}
