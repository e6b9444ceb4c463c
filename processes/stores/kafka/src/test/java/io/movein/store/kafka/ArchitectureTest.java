package io.movein.store.kafka;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void aStoreKnowsNoProgramAndNoOtherStore() {
        var classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.movein");

        noClasses()
                .that()
                .resideInAPackage("io.movein.store.kafka..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.movein.storage..",
                        "io.movein.tier..",
                        "io.movein.live..",
                        "io.movein.store.objects..",
                        "io.movein.store.redis..",
                        "io.movein.store.postgresql..",
                        "io.movein.store.search..",
                        "io.movein.process.cli..",
                        "io.movein.process.run..")
                .check(classes);
    }
}
