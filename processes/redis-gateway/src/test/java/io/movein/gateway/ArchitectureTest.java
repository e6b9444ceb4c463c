package io.movein.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void theProtocolKnowsNothingOfTenantsAndTheGatewayNothingOfMigrations() {
        var classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.movein");

        noClasses()
                .that()
                .resideInAPackage("io.movein.gateway.resp..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.movein.gateway", "io.movein.process..")
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage("io.movein.gateway..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.movein.live..", "io.movein.store..", "io.lettuce..")
                .check(classes);
    }
}
