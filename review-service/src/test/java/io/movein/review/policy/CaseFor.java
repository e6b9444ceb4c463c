package io.movein.review.policy;

import static io.movein.review.Given.aRequest;
import static io.movein.review.Given.aTenant;
import static io.movein.review.Given.anOnboardingIssue;
import static io.movein.review.Given.resources;
import static io.movein.review.Given.someFacts;

import io.movein.model.Actor;
import io.movein.model.Attempt;
import io.movein.model.Facts;
import io.movein.model.MigrationRequest;
import io.movein.model.OnboardingIssue;
import io.movein.model.TenantFacts;
import io.movein.review.Given;
import java.util.List;
import java.util.function.UnaryOperator;

/** A case that passes every check, with one point changed; and what the checks say to it. */
record CaseFor(
        MigrationRequest request,
        OnboardingIssue onboarding,
        Actor author,
        Attempt attempt,
        Facts facts,
        Standing standing,
        PolicySettings settings) {

    static CaseFor aCase() {
        return new CaseFor(
                aRequest().build(),
                anOnboardingIssue().build(),
                Given.OWNER,
                Attempt.FRESH,
                someFacts().build(),
                new Standing(false, null, resources(8_000, 32 * Given.GIB, 100 * Given.GIB)),
                PolicySettings.STRICT);
    }

    CaseFor request(UnaryOperator<MigrationRequest.Builder> change) {
        return new CaseFor(
                change.apply(MigrationRequest.newBuilder(request)).build(),
                onboarding,
                author,
                attempt,
                facts,
                standing,
                settings);
    }

    CaseFor onboarding(UnaryOperator<OnboardingIssue.Builder> change) {
        return new CaseFor(
                request,
                change.apply(OnboardingIssue.newBuilder(onboarding)).build(),
                author,
                attempt,
                facts,
                standing,
                settings);
    }

    CaseFor author(Actor author) {
        return new CaseFor(request, onboarding, author, attempt, facts, standing, settings);
    }

    CaseFor attempt(Attempt attempt) {
        return new CaseFor(request, onboarding, author, attempt, facts, standing, settings);
    }

    CaseFor facts(UnaryOperator<Facts.Builder> change) {
        return new CaseFor(
                request,
                onboarding,
                author,
                attempt,
                change.apply(Facts.newBuilder(facts)).build(),
                standing,
                settings);
    }

    CaseFor tenant(UnaryOperator<TenantFacts.Builder> change) {
        return facts(facts -> facts.setTenant(change.apply(aTenant()).build()));
    }

    CaseFor standing(Standing standing) {
        return new CaseFor(request, onboarding, author, attempt, facts, standing, settings);
    }

    CaseFor settings(PolicySettings settings) {
        return new CaseFor(request, onboarding, author, attempt, facts, standing, settings);
    }

    List<Finding> findings() {
        return Policy.findings(new Case(request, onboarding, author, attempt, facts, standing, settings));
    }

    List<io.movein.model.Problem> problems() {
        return Policy.problems(new Case(request, onboarding, author, attempt, facts, standing, settings));
    }

    List<String> codes() {
        return findings().stream()
                .map(finding -> switch (finding) {
                    case Finding.Deny deny -> deny.problem().getCode();
                    case Finding.Wait wait -> wait.code();
                })
                .toList();
    }
}
