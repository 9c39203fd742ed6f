# MixedModels.jl behind the contract of the bench: a request as a file of Julia assignments, the answer as JSON on stdout.
using LinearAlgebra, MixedModels, Printf, Statistics

include(abspath(ARGS[end]))  # request: a named tuple
BLAS.set_num_threads(1)

# For responses on a reciprocal scale; the formula language takes any function.
negative_reciprocal(x) = -1000 / x

"The cells of a line of CSV; within quotes, two of them stand for one."
function cells(line)
    occursin('"', line) || return split(line, ',')
    found = String[]
    cell = IOBuffer()
    quoted = false
    previous = ','
    for character in line
        if character == '"'
            !quoted && previous == '"' && print(cell, '"')
            quoted = !quoted
        elseif character == ',' && !quoted
            push!(found, String(take!(cell)))
        else
            print(cell, character)
        end
        previous = character
    end
    return push!(found, String(take!(cell)))
end

is_missing(text) = isempty(text) || text == "NA"

"A column without missing values keeps a plain element type."
tidy(values) = any(ismissing, values) ? values : convert(Vector{nonmissingtype(eltype(values))}, values)

function read_table(path, factors)
    open(path) do io
        names = String.(cells(readline(io)))
        texts = [String[] for _ in names]
        for line in eachline(io)
            for (column, cell) in zip(texts, cells(line))
                push!(column, cell)
            end
        end
        columns = map(zip(names, texts)) do (name, column)
            numbers = name in factors ? nothing : map(text -> is_missing(text) ? missing : tryparse(Float64, text), column)
            is_number = numbers !== nothing && !any(isnothing, numbers)
            values = is_number ? numbers : Union{Missing,String}[is_missing(text) ? missing : text for text in column]
            tidy(convert(Vector{is_number ? Union{Missing,Float64} : Union{Missing,String}}, values))
        end
        return NamedTuple{Tuple(Symbol.(names))}(Tuple(columns))
    end
end

milliseconds(work) = 1000 * @elapsed work()

memory_at_start = Sys.maxrss()
read_time = milliseconds(() -> (global data = read_table(request.csv, request.factors)))
model_formula = eval(Meta.parse("@formula($(request.formula))"))
contrasts = Dict{Symbol,Any}(Symbol(name) => EffectsCoding() for name in request.sum_contrasts)
function setup()
    request.family === nothing && return LinearMixedModel(model_formula, data; contrasts)
    wts = request.weights === nothing ? Float64[] : float.(data[request.weights])
    return GeneralizedLinearMixedModel(model_formula, data, request.family; wts, contrasts)
end
fit_it!(model::LinearMixedModel) = fit!(model; REML=request.reml, progress=false)
fit_it!(model::GeneralizedLinearMixedModel) = fit!(model; progress=false)
criterion(model::LinearMixedModel) = objective(model)
criterion(model::GeneralizedLinearMixedModel) = -2 * loglikelihood(model)
evaluate!(model::LinearMixedModel, by) = objective!(model, theta .* by)
# PIRLS at other θ for the modes alone, β as it is.
function evaluate!(model::GeneralizedLinearMixedModel, by)
    MixedModels.setθ!(model, theta .* by)
    return deviance(pirls!(model, false, false))
end

fits = Float64[]
builds = Float64[]
model = nothing
deadline = time() + request.seconds
while true
    total = milliseconds() do
        push!(builds, milliseconds(() -> (global model = setup())))
        fit_it!(model)
        stderror(model)
    end
    push!(fits, total)
    (time() > deadline || length(fits) >= request.repeats) && break
end
fitted_objective = criterion(model)
evaluations = model.optsum.feval
theta = copy(model.θ)
times = [milliseconds(() -> evaluate!(model, 1 + i / 1000)) for i in 1:6]

number(x) = @sprintf("%.17g", x)
list(values) = string("[", join(number.(values), ", "), "]")
fields = [
    "\"version\": \"$(pkgversion(MixedModels)) (Julia $VERSION)\"",
    "\"read\": $(number(read_time))",
    "\"fits\": $(list(fits))",
    "\"builds\": $(list(builds))",
    # The first evaluation may compile.
    "\"evaluation\": $(number(median(times[2:end])))",
    "\"evaluations\": $evaluations",
    "\"objective\": $(number(fitted_objective))",
    "\"memory\": {\"start\": $memory_at_start, \"peak\": $(Sys.maxrss())}",
]
println("{", join(fields, ", "), "}")
