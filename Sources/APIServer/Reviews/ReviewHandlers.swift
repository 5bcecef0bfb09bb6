extension ResourceHandlers {
  /// The reviews of authentication.k8s.io and authorization.k8s.io, and the tokens of service accounts.
  mutating func registerReviews(tokens: ServiceAccountTokens?) {
    let authorization = "authorization.k8s.io"
    let authentication = "authentication.k8s.io"
    register(ReviewHandler(review: AccessReview(scope: .anyone)), for: "subjectaccessreviews", group: authorization)
    register(
      ReviewHandler(review: AccessReview(scope: .namespace)), for: "localsubjectaccessreviews", group: authorization)
    register(ReviewHandler(review: AccessReview(scope: .myself)), for: "selfsubjectaccessreviews", group: authorization)
    register(ReviewHandler(review: RulesReview()), for: "selfsubjectrulesreviews", group: authorization)
    register(ReviewHandler(review: TokenReview(tokens: tokens)), for: "tokenreviews", group: authentication)
    register(ReviewHandler(review: SelfReview()), for: "selfsubjectreviews", group: authentication)
    if let tokens {
      register(ReviewHandler(review: TokenRequestReview(tokens: tokens)), for: "serviceaccounts", subresource: "token")
    }
  }
}
