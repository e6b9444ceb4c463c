package io.movein.tier;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void aProgramKnowsNoOtherProgramAndNoDriver() {
        var classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.movein");

        noClasses()
                .that()
                .resideInAPackage("io.movein.tier..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.movein.storage..", "io.movein.live..", "org.postgresql..", "java.sql..")
                .check(classes);
    }
}
