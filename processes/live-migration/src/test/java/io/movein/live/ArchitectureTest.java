package io.movein.live;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void theProgramKnowsNoOtherStoreAndNoLibraryOfItsOwn() {
        var classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.movein.live");

        noClasses()
                .that()
                .resideInAPackage("io.movein.live..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.movein.storage..", "io.movein.store.objects..", "io.lettuce..", "com.moilioncircle..")
                .check(classes);
    }
}
